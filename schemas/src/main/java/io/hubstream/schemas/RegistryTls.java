package io.hubstream.schemas;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Certificates for a registry, from Kafka's own {@code ssl.*} settings behind a prefix: stores of
 * the kinds JKS, PKCS12 and PEM. Without any, the JVM's.
 */
final class RegistryTls {
  private RegistryTls() {}

  /**
   * @throws ConfigException a store cannot be read
   */
  static Optional<SSLContext> of(WireConfig config) {
    Map<String, Object> own = config.originalsWithPrefix(WireConfig.CONFLUENT_PREFIX);
    if (own.keySet().stream().noneMatch(key -> key.startsWith("ssl."))) {
      return Optional.empty();
    }
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new ConfigDef().withClientSslSupport().parse(own));
      return Optional.of(factory.sslContext());
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ConfigException(
          "the certificates of %sssl.* cannot be used: %s"
              .formatted(WireConfig.CONFLUENT_PREFIX, e.getMessage()));
    }
  }
}

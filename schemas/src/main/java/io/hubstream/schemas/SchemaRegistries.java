package io.hubstream.schemas;

import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;

/** Finds the client of the registry that a format needs. */
final class SchemaRegistries {
  private SchemaRegistries() {}

  /**
   * @param format one that has a registry
   * @throws ConfigException a setting is missing, or no jar on the class path knows the registry
   */
  static SchemaRegistry of(WireFormat format, WireConfig config) {
    SchemaRegistry registry =
        format == WireFormat.CONFLUENT ? ConfluentRegistry.of(config) : provided(format, config);
    return new RetryingSchemaRegistry(registry, config.timeout().minus(config.attemptTimeout()));
  }

  private static SchemaRegistry provided(WireFormat format, WireConfig config) {
    ClassLoader loader = SchemaRegistries.class.getClassLoader();
    for (SchemaRegistryProvider provider :
        ServiceLoader.load(SchemaRegistryProvider.class, loader)) {
      if (provider.format() == format) {
        return provider.create(config);
      }
    }
    throw new ConfigException(
        "the wire format %s needs a client of its registry: put hubstream-stream-app, azure-data-schemaregistry and azure-identity on the class path (docs/wire-formats.md)"
            .formatted(format));
  }
}

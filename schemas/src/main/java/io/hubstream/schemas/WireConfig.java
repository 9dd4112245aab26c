package io.hubstream.schemas;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Settings of the serdes, as they stand among the properties of a producer, a consumer or Kafka
 * Streams. Those of the service have the same names. Kafka's own {@code config.providers} take
 * secrets from the environment or from files. The text form shows no secret.
 */
public final class WireConfig extends AbstractConfig {
  /** The format of every topic that has no setting of its own. */
  public static final String FORMAT = "wire.format";

  /** Whether a schema that the registry lacks is registered, or the record refused. */
  public static final String AUTO_REGISTER = "wire.auto.register";

  /** How many schemas of writers are kept ready. */
  public static final String CACHE_SIZE = "wire.cache.size";

  /** The longest that one question to a registry may take, repetitions included. */
  public static final String TIMEOUT_MS = "wire.registry.timeout.ms";

  /** Where the registry of the {@code confluent} format is. */
  public static final String CONFLUENT_URL = "wire.confluent.url";

  /** {@code USER:PASSWORD} for that registry. */
  public static final String CONFLUENT_BASIC_AUTH = "wire.confluent.basic.auth";

  /** A bearer token for that registry. */
  public static final String CONFLUENT_BEARER_TOKEN = "wire.confluent.bearer.token";

  /** Before Kafka's own {@code ssl.*} settings, for that registry. */
  public static final String CONFLUENT_PREFIX = "wire.confluent.";

  /** The namespace whose Azure Schema Registry is used. */
  public static final String AZURE_NAMESPACE = "wire.azure.namespace";

  /** The schema group in it. */
  public static final String AZURE_GROUP = "wire.azure.group";

  private static final ConfigDef DEFINITION = define();

  /**
   * Reads the settings among others.
   *
   * @throws ConfigException one of them makes no sense
   */
  public WireConfig(Map<String, ?> settings) {
    super(DEFINITION, settings, false);
  }

  private static ConfigDef define() {
    ValidString formats = ValidString.in(WireFormat.settings().toArray(String[]::new));
    ConfigDef def =
        new ConfigDef()
            .define(FORMAT, STRING, WireFormat.SINGLE_OBJECT.setting(), formats, HIGH, "")
            .define(AUTO_REGISTER, BOOLEAN, true, MEDIUM, "")
            .define(CACHE_SIZE, INT, 1_000, between(1, 1_000_000), LOW, "")
            .define(TIMEOUT_MS, LONG, 5_000L, between(100, 300_000), LOW, "")
            .define(CONFLUENT_URL, STRING, "", HIGH, "")
            .define(CONFLUENT_BASIC_AUTH, PASSWORD, "", MEDIUM, "")
            .define(CONFLUENT_BEARER_TOKEN, PASSWORD, "", MEDIUM, "")
            .define(AZURE_NAMESPACE, STRING, "", HIGH, "")
            .define(AZURE_GROUP, STRING, "", HIGH, "");
    for (EventKind kind : EventKind.values()) {
      def.define(kind.formatSetting(), STRING, null, nullOr(formats), MEDIUM, "");
    }
    return def;
  }

  private static ConfigDef.Validator nullOr(ConfigDef.Validator validator) {
    return (name, value) -> {
      if (value != null && !value.equals("")) {
        validator.ensureValid(name, value);
      }
    };
  }

  /** The format of one kind of topic. */
  WireFormat format(EventKind kind) {
    String own = getString(kind.formatSetting());
    return WireFormat.of(own == null || own.isEmpty() ? getString(FORMAT) : own);
  }

  boolean autoRegister() {
    return getBoolean(AUTO_REGISTER);
  }

  int cacheSize() {
    return getInt(CACHE_SIZE);
  }

  /** The longest that one question to a registry may take, repetitions included. */
  Duration timeout() {
    return Duration.ofMillis(getLong(TIMEOUT_MS));
  }

  /** The longest that one attempt may take: another one fits into the whole. */
  public Duration attemptTimeout() {
    return timeout().dividedBy(2);
  }

  /**
   * A setting that the chosen format needs.
   *
   * @throws ConfigException it is not there
   */
  public String required(String key) {
    String value = getString(key);
    if (value == null || value.isBlank()) {
      throw new ConfigException("%s is not set: the chosen wire format needs it".formatted(key));
    }
    return value.trim();
  }

  /** A secret, where it is set. */
  Optional<String> secret(String key) {
    Password password = getPassword(key);
    return password == null || password.value().isBlank()
        ? Optional.empty()
        : Optional.of(password.value().trim());
  }
}

package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.types.Password;

/**
 * How records are framed, and the schema registries that some framings need. The names are those
 * that the serdes know among the properties of a Kafka client, so that one file can serve both.
 *
 * @param properties for the serdes; secrets are of a type whose text form hides them
 */
public record WireSettings(Map<String, Object> properties) {
  public static final String FORMAT = "wire.format";
  public static final String CONTENT = FORMAT + ".content";
  public static final String ENRICHED = FORMAT + ".enriched";
  public static final String AUDIT = FORMAT + ".audit";
  public static final String MODEL_REGISTRY = FORMAT + ".model-registry";
  public static final String AUTO_REGISTER = "wire.auto.register";
  public static final String CACHE_SIZE = "wire.cache.size";
  public static final String TIMEOUT_MS = "wire.registry.timeout.ms";
  public static final String CONFLUENT_URL = "wire.confluent.url";
  public static final String CONFLUENT_BASIC_AUTH = "wire.confluent.basic.auth";
  public static final String CONFLUENT_BEARER_TOKEN = "wire.confluent.bearer.token";
  public static final String AZURE_NAMESPACE = "wire.azure.namespace";
  public static final String AZURE_GROUP = "wire.azure.group";

  static final String SINGLE_OBJECT = "single-object";
  static final String AZURE = "azure";
  static final String CONFLUENT = "confluent";
  static final List<String> OF_TOPICS = List.of(CONTENT, ENRICHED, AUDIT, MODEL_REGISTRY);

  static final String REGISTRY_ADDRESS = "|https?://[^\\s/?#@]+(/[^\\s?#@]*)?";

  private static final String TLS = "wire.confluent.ssl.";
  private static final String KAFKAS_OWN = "As Kafka's setting of the same end, for that registry.";

  static final Concern CONCERN = new Concern("Wire format", tls(azure(confluent(formats()))));

  public WireSettings {
    properties = Map.copyOf(properties);
  }

  private static ConfigDef formats() {
    ConfigDef def =
        new ConfigDef()
            .define(
                FORMAT,
                STRING,
                SINGLE_OBJECT,
                ValidString.in(SINGLE_OBJECT, AZURE, CONFLUENT),
                HIGH,
                "How a record says which schema it was written with: docs/wire-formats.md compares"
                    + " them. Whoever reads or writes the topic must use the same.");
    for (String key : OF_TOPICS) {
      def.define(
          key,
          STRING,
          "",
          Checks.emptyOr(SINGLE_OBJECT, AZURE, CONFLUENT),
          MEDIUM,
          "As %s, for topics.%s alone.".formatted(FORMAT, key.substring(FORMAT.length() + 1)));
    }
    return def.define(
            AUTO_REGISTER,
            BOOLEAN,
            true,
            MEDIUM,
            "Register the schemas that are written. false: they must be in the registry, and are"
                + " looked up.")
        .define(
            CACHE_SIZE,
            INT,
            1_000,
            between(1, 1_000_000),
            LOW,
            "Schemas of writers that are kept ready, for each topic.")
        .define(
            TIMEOUT_MS,
            LONG,
            5_000L,
            between(100, 300_000),
            LOW,
            "Longest wait for a schema registry, with repetitions, before it counts as out of"
                + " reach.");
  }

  private static ConfigDef confluent(ConfigDef def) {
    return def.define(
            CONFLUENT_URL,
            STRING,
            "",
            HIGH,
            "Registry of the format confluent: whatever answers that REST interface, such as"
                + " https://registry:8081 or https://apicurio/apis/ccompat/v7.")
        .define(
            CONFLUENT_BASIC_AUTH,
            PASSWORD,
            "",
            MEDIUM,
            "USER:PASSWORD for that registry: take it from ${env:NAME} or ${file:PATH}.")
        .define(
            CONFLUENT_BEARER_TOKEN,
            PASSWORD,
            "",
            MEDIUM,
            "A bearer token for that registry: take it from ${env:NAME} or ${file:PATH}.");
  }

  private static ConfigDef azure(ConfigDef def) {
    return def.define(
            AZURE_NAMESPACE,
            STRING,
            "",
            HIGH,
            "Registry of the format azure: the Event Hubs namespace that holds it, such as"
                + " NAME.servicebus.windows.net. The identity is what DefaultAzureCredential"
                + " finds.")
        .define(AZURE_GROUP, STRING, "", HIGH, "Schema group in that namespace; it must exist.");
  }

  private static ConfigDef tls(ConfigDef def) {
    for (String store : List.of("truststore", "keystore")) {
      def.define(TLS + store + ".location", STRING, "", LOW, KAFKAS_OWN)
          .define(TLS + store + ".password", PASSWORD, "", LOW, KAFKAS_OWN)
          .define(TLS + store + ".type", STRING, "", LOW, KAFKAS_OWN);
    }
    return def.define(TLS + "key.password", PASSWORD, "", LOW, KAFKAS_OWN);
  }

  static WireSettings of(Values values) {
    Map<String, Object> properties = new TreeMap<>();
    for (String key : CONCERN.definition().names()) {
      Object value = values.get(key);
      String text = value instanceof Password secret ? secret.value() : value.toString();
      if (!text.isEmpty()) {
        properties.put(key, value);
      }
    }
    return new WireSettings(properties);
  }

  /** Whether the audit can be read without a registry, now and after years. */
  public boolean isAuditOnItsOwn() {
    Object format = properties.getOrDefault(AUDIT, properties.getOrDefault(FORMAT, SINGLE_OBJECT));
    return SINGLE_OBJECT.equals(format);
  }

  /** The format of one topic. */
  static String format(Values values, String key) {
    String own = values.text(key);
    return own.isEmpty() ? values.text(FORMAT) : own;
  }
}

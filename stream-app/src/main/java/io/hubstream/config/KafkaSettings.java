package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Which brokers, under which names, and what is passed on to Kafka's clients.
 *
 * @param bootstrapServers one or more {@code host:port}
 * @param applicationId consumer group and prefix of the transactional ids
 * @param instanceId name of this instance, unique among those of one application
 * @param clients settings that go through to Kafka's clients
 */
public record KafkaSettings(
    List<String> bootstrapServers,
    String applicationId,
    String instanceId,
    ClientOverrides clients) {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String APPLICATION_ID = "application.id";
  public static final String INSTANCE_ID = "instance.id";

  static final Concern CONCERN =
      new Concern(
          "Kafka",
          new ConfigDef()
              .define(
                  BOOTSTRAP_SERVERS,
                  LIST,
                  NO_DEFAULT_VALUE,
                  Checks.servers(),
                  HIGH,
                  "Brokers to ask first.")
              .define(
                  APPLICATION_ID,
                  STRING,
                  "hubstream",
                  Checks.id(),
                  HIGH,
                  "Name of the application: its consumer group, and the prefix of its"
                      + " transactional ids. Instances with the same name share the partitions.")
              .define(
                  INSTANCE_ID,
                  STRING,
                  "",
                  Checks.idOrEmpty(),
                  MEDIUM,
                  "Name of this instance, the same after a restart and unlike that of any other"
                      + " instance. Empty takes the host's name, which is right for one instance"
                      + " on a host."));

  public KafkaSettings {
    bootstrapServers = List.copyOf(bootstrapServers);
  }

  static KafkaSettings of(Values values, ClientOverrides clients) {
    String instanceId = values.text(INSTANCE_ID);
    return new KafkaSettings(
        values.list(BOOTSTRAP_SERVERS),
        values.text(APPLICATION_ID),
        instanceId.isEmpty() ? HostName.get() : instanceId,
        clients);
  }

  /** Properties of an admin client. */
  public Map<String, Object> adminProperties() {
    return client(clients.common());
  }

  /** Properties of a consumer of ours, without group and deserializers. */
  public Map<String, Object> consumerProperties() {
    Map<String, Object> properties = client(clients.common());
    properties.putAll(clients.consumer());
    return properties;
  }

  /** Properties of a producer of ours, without serializers. */
  public Map<String, Object> producerProperties() {
    Map<String, Object> properties = client(clients.common());
    properties.putAll(clients.producer());
    return properties;
  }

  /** What the settings pass on to Kafka Streams, with its prefixes for the clients within. */
  public Map<String, Object> streamsProperties() {
    Map<String, Object> properties = client(clients.common());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    clients
        .consumer()
        .forEach((key, value) -> put(properties, StreamsConfig.consumerPrefix(key), value));
    clients
        .producer()
        .forEach((key, value) -> put(properties, StreamsConfig.producerPrefix(key), value));
    properties.putAll(clients.streams());
    return properties;
  }

  private static void put(Map<String, Object> properties, String key, String value) {
    properties.put(key, value);
  }

  private Map<String, Object> client(Map<String, String> overrides) {
    Map<String, Object> properties = new HashMap<>(overrides);
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", bootstrapServers));
    return properties;
  }
}

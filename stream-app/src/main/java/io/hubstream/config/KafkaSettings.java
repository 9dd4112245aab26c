package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.time.Duration;
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
 * @param profile what kind of brokers they are
 * @param startTimeout how long the start waits for a broker that cannot be reached
 * @param clients settings that go through to Kafka's clients, those of the profile included
 */
public record KafkaSettings(
    List<String> bootstrapServers,
    String applicationId,
    String instanceId,
    BrokerProfile profile,
    Duration startTimeout,
    ClientOverrides clients) {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String PROFILE = "broker.profile";
  public static final String APPLICATION_ID = "application.id";
  public static final String INSTANCE_ID = "instance.id";

  public static final String START_TIMEOUT_MS = "startup.brokers.timeout.ms";

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
                  PROFILE,
                  STRING,
                  BrokerProfile.KAFKA.setting(),
                  in(
                      BrokerProfile.KAFKA.setting(),
                      BrokerProfile.EVENTHUBS_PREMIUM.setting(),
                      BrokerProfile.EVENTHUBS_STANDARD.setting()),
                  HIGH,
                  "What kind of brokers they are. With Event Hubs the clients are set as it wants, what"
                      + " its tier cannot do is refused, and commit.interval.ms=1000,"
                      + " session.timeout.ms=30000, result.max.bytes=980000 and, of processing.guarantee,"
                      + " auto (Premium, Dedicated) or at_least_once (Standard) are the defaults.")
              .define(
                  START_TIMEOUT_MS,
                  LONG,
                  30_000L,
                  between(1_000, 600_000),
                  MEDIUM,
                  "How long the start waits for a broker that cannot be reached. One that refuses the"
                      + " credentials ends the start at once.")
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
    BrokerProfile profile = BrokerProfile.of(values.text(PROFILE));
    return new KafkaSettings(
        values.list(BOOTSTRAP_SERVERS),
        values.text(APPLICATION_ID),
        instanceId.isEmpty() ? HostName.get() : instanceId,
        profile,
        values.millis(START_TIMEOUT_MS),
        profile.isEventHubs()
            ? clients.over(profile.clients()).over(EventHubsSettings.access(values))
            : clients);
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

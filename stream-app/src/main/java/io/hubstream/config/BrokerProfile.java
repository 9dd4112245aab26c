package io.hubstream.config;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What kind of brokers there are. A profile brings settings of its own, which what is set goes
 * before, and refuses what its brokers cannot do.
 *
 * @see <a href="https://learn.microsoft.com/azure/event-hubs/apache-kafka-configurations">Event
 *     Hubs: recommended configurations for Kafka clients</a>
 */
public enum BrokerProfile {
  KAFKA("kafka"),
  EVENTHUBS_PREMIUM("eventhubs-premium"),
  EVENTHUBS_STANDARD("eventhubs-standard");

  /** Event Hubs closes the connection on a produce request of more. */
  static final int MAX_REQUEST_SIZE = 1_000_000;

  private static final Map<String, String> EVENT_HUBS_DEFAULTS =
      Map.of(
          // It takes 4 commits a second for each partition, and throttles what is beyond.
          StreamSettings.COMMIT_INTERVAL_MS, "1000",
          StreamSettings.SESSION_TIMEOUT_MS, "30000",
          // Below the size of a request by what a batch needs for itself.
          ResultSettings.MAX_BYTES, "980000");

  // Azure drops connections that are idle for 240 s.
  private static final ClientOverrides EVENT_HUBS_CLIENTS =
      new ClientOverrides(
          Map.of(
              "security.protocol", "SASL_SSL",
              "metadata.max.age.ms", "180000",
              "connections.max.idle.ms", "180000",
              "request.timeout.ms", "60000"),
          Map.of(),
          Map.of(
              "metadata.max.idle.ms",
              "180000",
              "max.request.size",
              Integer.toString(MAX_REQUEST_SIZE),
              "compression.type",
              "none"),
          // The default of Streams, -1, needs a newer request than every namespace answers.
          Map.of("replication.factor", "1"));

  private final String setting;

  BrokerProfile(String setting) {
    this.setting = setting;
  }

  /** As the settings spell it. */
  public String setting() {
    return setting;
  }

  /** Whether the brokers are the Kafka endpoint of an Event Hubs namespace. */
  public boolean isEventHubs() {
    return this != KAFKA;
  }

  /** Settings of ours that have another default here. */
  Map<String, String> defaults() {
    return switch (this) {
      case KAFKA -> Map.of();
      case EVENTHUBS_PREMIUM -> with(StreamSettings.AUTO);
      case EVENTHUBS_STANDARD -> with(StreamSettings.Guarantee.AT_LEAST_ONCE.setting());
    };
  }

  private static Map<String, String> with(String guarantee) {
    Map<String, String> all = new HashMap<>(EVENT_HUBS_DEFAULTS);
    all.put(StreamSettings.PROCESSING_GUARANTEE, guarantee);
    return all;
  }

  /** What Kafka's clients are set to, unless the settings say otherwise. */
  ClientOverrides clients() {
    return isEventHubs() ? EVENT_HUBS_CLIENTS : ClientOverrides.NONE;
  }

  static BrokerProfile of(String setting) {
    return Stream.of(values())
        .filter(profile -> profile.setting.equals(setting))
        .findFirst()
        .orElse(KAFKA);
  }
}

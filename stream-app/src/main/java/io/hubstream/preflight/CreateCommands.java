package io.hubstream.preflight;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import java.util.Locale;

/**
 * How a topic that the service needs is made.
 *
 * @param kafka with Kafka's own tool
 * @param azure with the Azure command line, for Event Hubs
 * @param preferred the one of them that suits the brokers
 */
public record CreateCommands(String kafka, String azure, String preferred) {
  private static final int WEEK_HOURS = 168;
  private static final int TOMBSTONE_HOURS = 24;

  /**
   * @param contentPartitions partitions of the content topic, which all but the registry share
   */
  public static CreateCommands of(HubstreamConfig config, String topic, int contentPartitions) {
    TopicNames topics = config.topics();
    boolean compacted = topic.equals(topics.modelRegistry()) || topic.equals(topics.audit());
    int partitions = topic.equals(topics.modelRegistry()) ? 1 : contentPartitions;
    String kafka =
        "kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions %d%s"
            .formatted(
                String.join(",", config.kafka().bootstrapServers()),
                topic,
                partitions,
                compacted ? " --config cleanup.policy=compact" : "");
    String azure =
        "az eventhubs eventhub create --resource-group RESOURCE_GROUP --namespace-name %s --name %s --partition-count %d %s"
            .formatted(
                namespace(config),
                topic,
                partitions,
                compacted
                    ? "--cleanup-policy Compact --tombstone-retention-time-in-hours "
                        + TOMBSTONE_HOURS
                    : "--cleanup-policy Delete --retention-time-in-hours " + WEEK_HOURS);
    return new CreateCommands(kafka, azure, config.kafka().profile().isEventHubs() ? azure : kafka);
  }

  private static String namespace(HubstreamConfig config) {
    String server = config.kafka().bootstrapServers().get(0).toLowerCase(Locale.ROOT);
    int suffix = server.indexOf(".servicebus.");
    return suffix > 0 ? server.substring(0, suffix) : "NAMESPACE";
  }
}

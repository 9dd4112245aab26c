package io.hubstream.eventhubs;

import java.time.Duration;

/**
 * Which events are read.
 *
 * @param namespace host of the Event Hubs namespace
 * @param hub name of the event hub
 * @param consumerGroup of the hub; the readers of one share the partitions
 * @param balanceEvery how often the readers look at who owns which partition; after three times
 *     that without a sign a reader counts as gone
 */
public record HubAddress(
    String namespace, String hub, String consumerGroup, Duration balanceEvery) {

  /** How events of it are told apart from those of other hubs. No Kafka topic can bear the name. */
  public String path() {
    return namespace + "/" + hub;
  }
}

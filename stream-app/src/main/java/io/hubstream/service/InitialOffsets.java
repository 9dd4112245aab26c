package io.hubstream.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a group that is new a committed position: the beginning of each partition, where it would
 * begin anyway. Whoever scales on lag, such as KEDA, sees none without one: it would never start an
 * instance for the first record, or never end the last one on a partition without records.
 *
 * <p>A group that has ever committed, or has members, is left as it is. Owned by one thread.
 */
final class InitialOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(InitialOffsets.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Admin admin;
  private final String group;
  private final String topic;

  InitialOffsets(Admin admin, String group, String topic) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
  }

  /** Does nothing but say so where the broker does not let it. */
  void commit() throws InterruptedException {
    try {
      if (hasCommitted()) {
        return;
      }
      Map<TopicPartition, OffsetAndMetadata> beginning = beginning();
      // The broker refuses it once the group has members: they commit what they have done.
      admin
          .alterConsumerGroupOffsets(group, beginning)
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("Group '{}' is new: it begins at {}.", group, beginning);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info(
          "The beginning of '{}' was not committed for group '{}' ({}): what scales on lag sees none"
              + " before the first records are done.",
          topic,
          group,
          e.getCause() == null ? e.toString() : e.getCause().toString());
    }
  }

  private boolean hasCommitted() throws InterruptedException, ExecutionException, TimeoutException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .keySet()
        .stream()
        .anyMatch(partition -> partition.topic().equals(topic));
  }

  private Map<TopicPartition, OffsetAndMetadata> beginning()
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .values()
        .stream()
        .flatMap(description -> description.partitions().stream())
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), OffsetSpec.earliest()));
    Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((p, info) -> beginning.put(p, new OffsetAndMetadata(info.offset())));
    return beginning;
  }
}

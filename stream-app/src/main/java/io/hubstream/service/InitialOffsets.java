package io.hubstream.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a partition that the group has no committed position of one: the beginning, where it would
 * begin anyway. Whoever scales on lag, such as KEDA, sees none without one: it would never start an
 * instance for the first record, or never end the last one on a partition without records.
 *
 * <p>A position that there is stays as it is, and so does a group that has members. Owned by one
 * thread.
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
      Set<TopicPartition> without = withoutPosition();
      if (without.isEmpty() || hasMembers()) {
        return;
      }
      Map<TopicPartition, OffsetAndMetadata> beginning = beginning(without);
      // The broker refuses it once the group has members: they commit what they have done.
      admin
          .alterConsumerGroupOffsets(group, beginning)
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("Group '{}' has no position yet: it begins at {}.", group, beginning);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info(
          "The beginning of '{}' was not committed for group '{}' ({}): what scales on lag sees none"
              + " before the first records are done.",
          topic,
          group,
          e.getCause() == null ? e.toString() : e.getCause().toString());
    }
  }

  /** Asked for partition by partition, as a consumer asks: an answer without one says nothing. */
  private Set<TopicPartition> withoutPosition()
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicPartition> all =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .values()
            .stream()
            .flatMap(description -> description.partitions().stream())
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(all)))
            .partitionsToOffsetAndMetadata(group)
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    return all.stream()
        .filter(p -> committed.containsKey(p) && committed.get(p) == null)
        .collect(Collectors.toSet());
  }

  private boolean hasMembers() throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return admin
          .describeConsumerGroups(List.of(group))
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
          .values()
          .stream()
          .anyMatch(description -> !description.members().isEmpty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> beginning(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(p -> wanted.put(p, OffsetSpec.earliest()));
    Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((p, info) -> beginning.put(p, new OffsetAndMetadata(info.offset())));
    return beginning;
  }
}

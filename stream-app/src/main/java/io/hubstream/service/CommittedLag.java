package io.hubstream.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How many records of the content topic the group has not committed. */
final class CommittedLag {
  private final Admin admin;
  private final String group;
  private final String topic;

  CommittedLag(Admin admin, String group, String topic) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
  }

  /** Offsets between the committed position and the end, over all partitions. */
  long total() throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
      Map<TopicPartition, Long> starts = offsets(OffsetSpec.earliest());
      long lag = 0;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        OffsetAndMetadata position = committed.get(end.getKey());
        long from = position == null ? starts.getOrDefault(end.getKey(), 0L) : position.offset();
        lag += Math.max(0, end.getValue() - from);
      }
      return lag;
    } catch (ExecutionException e) {
      throw new ServiceException(
          "the lag of group '%s' could not be read: %s".formatted(group, e.getCause()), e);
    }
  }

  private Map<TopicPartition, Long> offsets(OffsetSpec spec)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
        .flatMap(description -> description.partitions().stream())
        .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), spec));
    return admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> offset(e.getValue())));
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }
}

package io.hubstream.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group has come. The admin client belongs to the caller. */
record GroupOffsets(Admin admin, String group, String topic) {

  /** The committed offsets by partition; partitions without one are left out. */
  Map<Integer, Long> committed() throws InterruptedException {
    Map<Integer, Long> offsets = new TreeMap<>();
    try {
      for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet()) {
        if (entry.getKey().topic().equals(topic) && entry.getValue() != null) {
          offsets.put(entry.getKey().partition(), entry.getValue().offset());
        }
      }
      return offsets;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the offsets of group '%s' could not be read: %s".formatted(group, e.getCause()), e);
    }
  }

  /** Records committed, over all partitions: the topic has no holes. */
  long total() throws InterruptedException {
    return committed().values().stream().mapToLong(Long::longValue).sum();
  }
}

package io.hubstream.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads stretches of topics as they are committed: from a time or an offset, until it is enough. It
 * keeps how far it has read, for an answer that says where it has looked.
 *
 * <p>Owned by one thread. Close gives up the connection.
 */
final class StretchReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FETCH_WAIT_MS = 50;
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, ReadRange> ranges = new LinkedHashMap<>();

  StretchReader(Map<String, Object> properties) {
    Map<String, Object> own = new HashMap<>(properties);
    // A fetch that waits for records holds back the answer to a question for the end of a topic.
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    this.consumer = CommittedReader.consumer(own);
  }

  /** What was read so far. */
  List<ReadRange> ranges() {
    return List.copyOf(ranges.values());
  }

  /** All partitions of a topic; none where it is not there. */
  List<TopicPartition> partitions(String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  /** The record at an offset; empty where there is none any more, or none yet. */
  Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
    long end = ends(List.of(partition)).getOrDefault(partition, 0L);
    if (offset >= end) {
      ranges.put(partition, new ReadRange(partition.topic(), partition.partition(), end, end));
      return Optional.empty();
    }
    return read(Map.of(partition, offset), record -> true)
        .filter(record -> record.offset() == offset);
  }

  /**
   * Reads partitions, each from where records of a time begin to its present end.
   *
   * @param since empty reads from the beginning
   * @return the record that was enough; empty where none was
   */
  Optional<ConsumerRecord<byte[], byte[]>> readSince(
      List<TopicPartition> partitions,
      Optional<Instant> since,
      Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    Map<TopicPartition, Long> from = new HashMap<>(consumer.beginningOffsets(partitions));
    if (since.isPresent()) {
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, since.get().toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
      Map<TopicPartition, Long> ends = ends(partitions);
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp first = found.get(partition);
        from.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
      }
    }
    return read(from, enough);
  }

  private Optional<ConsumerRecord<byte[], byte[]>> read(
      Map<TopicPartition, Long> from, Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    Map<TopicPartition, Long> ends = ends(List.copyOf(from.keySet()));
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    long quietSince = System.nanoTime();
    try {
      while (ends.keySet().stream().anyMatch(partition -> !isRead(partition, ends))) {
        consumer.pause(ends.keySet().stream().filter(p -> isRead(p, ends)).toList());
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (enough.test(record)) {
            return Optional.of(record);
          }
        }
        if (!records.isEmpty()) {
          quietSince = System.nanoTime();
        } else if (System.nanoTime() - quietSince > SILENCE.toNanos()) {
          throw new IllegalStateException(
              "topics of %s: nothing came for %d s before their end"
                  .formatted(from.keySet(), SILENCE.toSeconds()));
        }
      }
      return Optional.empty();
    } finally {
      from.forEach(this::remember);
    }
  }

  private void remember(TopicPartition partition, long from) {
    ranges.put(
        partition,
        new ReadRange(
            partition.topic(), partition.partition(), from, consumer.position(partition)));
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  private boolean isRead(TopicPartition partition, Map<TopicPartition, Long> ends) {
    return consumer.position(partition) >= ends.getOrDefault(partition, 0L);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
  }
}

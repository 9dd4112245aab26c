package io.hubstream.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics as they are committed, with a consumer that belongs to no group.
 *
 * <p>Owned by one thread. Close gives up the connection.
 */
public final class CommittedReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param properties where the brokers are, and how to get in
   */
  public CommittedReader(Map<String, Object> properties) {
    this.consumer = consumer(properties);
  }

  /** A consumer of bytes without a group, that reads committed records alone. */
  static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    Map<String, Object> own = new HashMap<>(properties);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads a topic from its beginning to where its committed records end now.
   *
   * @param limit longest silence of the broker
   * @throws IllegalStateException the topic is not there, or the broker fell silent
   */
  public void read(String topic, Duration limit, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> partitions = follow(List.of(topic), true);
    readTo(topic, consumer.endOffsets(partitions), limit, each);
  }

  /**
   * Reads the beginning of a topic.
   *
   * @param ends offset behind the last record of each partition; none of a partition that is left
   *     out
   * @param limit longest silence of the broker
   * @throws IllegalStateException the topic is not there, or the broker fell silent
   */
  public void read(
      String topic,
      Map<Integer, Long> ends,
      Duration limit,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    for (TopicPartition partition : follow(List.of(topic), true)) {
      wanted.put(partition, ends.getOrDefault(partition.partition(), 0L));
    }
    readTo(topic, wanted, limit, each);
  }

  /** Partitions that are read to their end are paused: nothing behind it is fetched. */
  private void readTo(
      String topic,
      Map<TopicPartition, Long> ends,
      Duration limit,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long quietSince = System.nanoTime();
    while (!isRead(ends)) {
      consumer.pause(ends.keySet().stream().filter(p -> isRead(p, ends)).toList());
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset() < ends.getOrDefault(partitionOf(record), 0L)) {
          each.accept(record);
        }
      }
      if (!records.isEmpty()) {
        quietSince = System.nanoTime();
      } else if (System.nanoTime() - quietSince > limit.toNanos()) {
        throw new IllegalStateException(
            "topic %s: nothing came for %d s before its end".formatted(topic, limit.toSeconds()));
      }
    }
    consumer.resume(consumer.paused());
  }

  /**
   * Starts following topics; {@link #poll} then gives their records.
   *
   * @param fromBeginning else from where they end now
   * @return their partitions
   */
  public List<TopicPartition> follow(List<String> topics, boolean fromBeginning) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new IllegalStateException("topic " + topic + " is not there");
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
    }
    return partitions;
  }

  /** The next records of what is followed; empty when none came in time. */
  public ConsumerRecords<byte[], byte[]> poll(Duration limit) {
    return consumer.poll(limit);
  }

  /** Whether everything that was committed at the time of the call has been read. */
  public boolean isAtEnd() {
    return isRead(consumer.endOffsets(consumer.assignment()));
  }

  private boolean isRead(Map<TopicPartition, Long> ends) {
    return ends.keySet().stream().allMatch(partition -> isRead(partition, ends));
  }

  private boolean isRead(TopicPartition partition, Map<TopicPartition, Long> ends) {
    return consumer.position(partition) >= ends.getOrDefault(partition, 0L);
  }

  private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
  }
}

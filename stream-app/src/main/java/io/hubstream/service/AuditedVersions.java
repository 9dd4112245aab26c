package io.hubstream.service;

import io.hubstream.audit.LastWords;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which versions have proved good, by what the instances said of them on the audit topic. Each
 * question reads the whole topic.
 *
 * <p>What it reads may be uncommitted: lifecycle lines belong to no transaction, so none of them is
 * ever taken back, and spans, which do, are passed over. So no transaction that hangs, as that of
 * an instance which was killed, hides a version that has just proved good.
 *
 * <p>Safe for any thread: each question has a consumer of its own.
 */
final class AuditedVersions implements ProvenVersions {
  private static final Logger LOG = LoggerFactory.getLogger(AuditedVersions.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
  private final String topic;
  private final TopicCodecs codecs;
  private final Duration limit;

  /**
   * @param consumers makes a consumer of bytes without a group, that reads uncommitted records
   * @param codecs know the wire format
   * @param limit longest time that reading may take
   */
  AuditedVersions(
      Supplier<? extends Consumer<byte[], byte[]>> consumers,
      String topic,
      TopicCodecs codecs,
      Duration limit) {
    this.codecs = codecs;
    this.consumers = consumers;
    this.topic = topic;
    this.limit = limit;
  }

  @Override
  public Predicate<ModelVersion> of(String model) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      return read(consumer)::isProven;
    } catch (KafkaException e) {
      LOG.warn(
          "{} cannot be read ({}): no version of {} counts as proved good, and the fallback stays",
          topic,
          e.getMessage(),
          model);
      return version -> false;
    }
  }

  private LastWords read(Consumer<byte[], byte[]> consumer) {
    LastWords words = new LastWords();
    long deadline = System.nanoTime() + limit.toNanos();
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, limit);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() - deadline >= 0) {
        throw new TimeoutException("its end was not reached within " + limit);
      }
      consumer.poll(POLL).forEach(record -> add(record, words));
    }
    return words;
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<PartitionInfo> found = consumer.partitionsFor(topic, limit);
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException("it is not there");
    }
    return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  // A line that cannot be read proves nothing.
  private void add(ConsumerRecord<byte[], byte[]> record, LastWords words) {
    try {
      if (record.value() != null) {
        words.add(codecs.audit(record));
      }
    } catch (SerializationException | IllegalArgumentException e) {
      LOG.debug("{} at {}: {}", record.topic(), record.offset(), e.getMessage());
    }
  }
}

package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.records.RegistryUpdates;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A registry topic in memory: rows, and consumers that read them from the beginning. */
final class RegistryRows {
  static final String TOPIC = "hubstream.model-registry";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final Map<Long, ConsumerRecord<byte[], byte[]>> rows = new HashMap<>();
  private Optional<DesiredState> rival = Optional.empty();
  private long end;

  synchronized long add(DesiredState state) {
    return add(state.model(), RegistryUpdates.write(state));
  }

  synchronized long add(String model, byte[] value) {
    rows.put(
        end, new ConsumerRecord<>(TOPIC, 0, end, model.getBytes(StandardCharsets.UTF_8), value));
    return end++;
  }

  /** A transaction marker or a row that compaction took. */
  synchronized void addHole() {
    end++;
  }

  synchronized long end() {
    return end;
  }

  private synchronized List<ConsumerRecord<byte[], byte[]>> from(long position) {
    return rows.values().stream()
        .filter(row -> row.offset() >= position)
        .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
        .toList();
  }

  /** This row comes in once, before the next one that a publisher sends. */
  synchronized void beforeNextUpdate(DesiredState faster) {
    rival = Optional.of(faster);
  }

  private synchronized long sent(ProducerRecord<byte[], byte[]> row) {
    rival.ifPresent(this::add);
    rival = Optional.empty();
    return add(new String(row.key(), StandardCharsets.UTF_8), row.value());
  }

  /** A publisher that adds to the rows. */
  RegistryPublisher publisher(ProvenVersions proven) {
    return new RegistryPublisher(
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> row) {
            return CompletableFuture.completedFuture(
                new RecordMetadata(PARTITION, sent(row), 0, 0, 0, 0));
          }
        },
        this::snapshot,
        TOPIC,
        Duration.ofSeconds(5),
        Clock.systemUTC(),
        proven);
  }

  RegistrySnapshot snapshot() {
    return RegistrySnapshot.read(consumer(), TOPIC, Duration.ofSeconds(5));
  }

  /** A consumer that sees the rows as they come. */
  MockConsumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("earliest") {
      private long fed = -1;

      @Override
      public synchronized Map<TopicPartition, Long> endOffsets(
          java.util.Collection<TopicPartition> partitions) {
        return Map.of(PARTITION, end());
      }

      @Override
      public synchronized Map<TopicPartition, Long> endOffsets(
          java.util.Collection<TopicPartition> partitions, Duration limit) {
        return endOffsets(partitions);
      }

      @Override
      public synchronized org.apache.kafka.clients.consumer.ConsumerRecords<byte[], byte[]> poll(
          Duration timeout) {
        updateBeginningOffsets(Map.of(PARTITION, 0L));
        long target = end();
        long position = Math.max(fed, position(PARTITION));
        for (ConsumerRecord<byte[], byte[]> row : from(position)) {
          addRecord(row);
        }
        fed = target;
        var polled = super.poll(timeout);
        if (polled.isEmpty() && position(PARTITION) < target) {
          seek(PARTITION, target);
        }
        return polled;
      }

      @Override
      public synchronized void seekToBeginning(java.util.Collection<TopicPartition> partitions) {
        updateBeginningOffsets(Map.of(PARTITION, 0L));
        super.seekToBeginning(partitions);
      }
    };
  }
}

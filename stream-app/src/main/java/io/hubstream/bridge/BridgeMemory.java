package io.hubstream.bridge;

import io.hubstream.content.Sha256;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.AuditView;
import io.hubstream.records.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back from Kafka what bridges have written: decisions from the audit, which it follows, and
 * positions and digests of what went to the dead letters, once for each partition of the hub that
 * is claimed.
 *
 * <p>Owned by one thread. Close closes the consumer.
 */
final class BridgeMemory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BridgeMemory.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
  private static final byte[] LIFECYCLE = "lifecycle|".getBytes(StandardCharsets.UTF_8);

  private final BridgeKafka kafka;
  private final Ledger ledger;
  private final Set<Integer> searched = new HashSet<>();
  private final Letters lettered = new Letters();
  private @Nullable Consumer<byte[], byte[]> follower;

  BridgeMemory(BridgeKafka kafka, Ledger ledger) {
    this.kafka = kafka;
    this.ledger = ledger;
  }

  /** Reads the audit to where it ends now. */
  void catchUp() {
    Consumer<byte[], byte[]> consumer = follower;
    if (consumer == null) {
      consumer = kafka.consumers().get();
      follower = consumer;
      List<TopicPartition> partitions = partitions(consumer, kafka.audit());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    boolean whole = false;
    try {
      read(consumer, this::remember);
      whole = true;
    } finally {
      if (!whole) {
        // It has gone past records that nobody has seen; what it read before bears repetition.
        reset();
      }
    }
  }

  /** Reads what is assigned to where it ends now. */
  private void read(
      Consumer<byte[], byte[]> consumer,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), kafka.limit());
    long quietSince = System.nanoTime();
    while (!ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
      boolean none = true;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        each.accept(record);
        none = false;
      }
      if (!none) {
        quietSince = System.nanoTime();
      } else if (System.nanoTime() - quietSince > kafka.limit().toNanos()) {
        throw new TimeoutException(
            "nothing came of %s for %s before its end".formatted(ends.keySet(), kafka.limit()));
      }
    }
  }

  private void remember(ConsumerRecord<byte[], byte[]> record) {
    // Spans are most of what is there, and tell nothing of events.
    if (record.value() == null || !startsWith(record.key(), LIFECYCLE)) {
      return;
    }
    try {
      if (kafka.codecs().audit(record) instanceof AuditView.LifecycleView view) {
        ledger.add(view.event());
      }
    } catch (SerializationException e) {
      log.warn(
          "the audit event at {}-{}-{} cannot be read: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private static boolean startsWith(byte @Nullable [] bytes, byte[] start) {
    return bytes != null
        && bytes.length >= start.length
        && java.util.Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** From now on events of this partition may come again. */
  void claimed(int partition) {
    searched.remove(partition);
  }

  /**
   * Whether an event went to the dead letters before. Letters bear the time of their event, so
   * those of events that can come again are found behind the time of the first one that does.
   */
  boolean isDeadLettered(HubEvent event) {
    String position = Trace.position(event.position());
    String digest = event.digest();
    if (ledger.isRefused(position, digest) || lettered.contains(position, digest)) {
      return true;
    }
    if (searched.contains(event.position().partition())) {
      return false;
    }
    try (Consumer<byte[], byte[]> consumer = kafka.consumers().get()) {
      if (seek(consumer, event.enqueued().minus(CLOCKS_DIFFER))) {
        read(consumer, letter -> letter(letter, event.position().topic()));
      }
    }
    searched.add(event.position().partition());
    return lettered.contains(position, digest);
  }

  private boolean seek(Consumer<byte[], byte[]> consumer, Instant since) {
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions(consumer, kafka.deadLetters())
        .forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, Long> from = new HashMap<>();
    consumer
        .offsetsForTimes(times, kafka.limit())
        .forEach((partition, found) -> put(from, partition, found));
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    return !from.isEmpty();
  }

  private static void put(
      Map<TopicPartition, Long> from,
      TopicPartition partition,
      @Nullable OffsetAndTimestamp found) {
    if (found != null) {
      from.put(partition, found.offset());
    }
  }

  private void letter(ConsumerRecord<byte[], byte[]> letter, String hub) {
    String partition = header(letter, DeadLetterHeaders.PARTITION);
    String sequence = header(letter, DeadLetterHeaders.OFFSET);
    if (hub.equals(header(letter, DeadLetterHeaders.TOPIC))
        && partition.matches("\\d{1,9}")
        && sequence.matches("\\d{1,18}")) {
      lettered.add(
          Trace.position(
              new SourcePosition(hub, Integer.parseInt(partition), Long.parseLong(sequence))),
          digest(letter));
    }
  }

  /** Of the event: its value, or what a header says where the value was left out. */
  private static Optional<String> digest(ConsumerRecord<byte[], byte[]> letter) {
    return letter.value() == null
        ? Optional.of(header(letter, DeadLetterHeaders.VALUE_SHA256)).filter(s -> !s.isEmpty())
        : Optional.of(Sha256.hex(ByteBuffer.wrap(letter.value())));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException("topic " + topic + " is not there: create it");
    }
    List<TopicPartition> partitions = new ArrayList<>();
    found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    return partitions;
  }

  /** Gives up the connection; what was read stays known. */
  void reset() {
    Consumer<byte[], byte[]> present = follower;
    follower = null;
    if (present != null) {
      present.close();
    }
  }

  @Override
  public void close() {
    reset();
  }
}

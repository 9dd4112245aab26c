package io.hubstream.archive;

import io.hubstream.content.SourcePosition;
import io.hubstream.records.ArchivedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The audit topic as it is committed, partition by partition from the offsets that the archive
 * names. It joins no group; the offsets that it commits are a note for monitoring and for the check
 * of an archive, and nothing is ever read from them.
 *
 * <p>Owned by one thread. Close gives up the connection.
 */
public final class AuditSource implements AutoCloseable {
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(5);
  private static final int FETCH_WAIT_MS = 100;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  AuditSource(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
  }

  /**
   * Connects.
   *
   * @param properties where the brokers are, and how to get in
   * @param group that offsets are committed for
   */
  public static AuditSource open(Map<String, Object> properties, String topic, String group) {
    Map<String, Object> own = new HashMap<>(properties);
    own.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Records that retention removed must be noticed, not passed over.
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
    // A fetch that waits for records holds back the answer to every other question.
    own.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    return new AuditSource(
        new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer()), topic);
  }

  String topic() {
    return topic;
  }

  /** The partitions of the topic. */
  List<Integer> partitions() {
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    return found == null
        ? List.of()
        : found.stream().map(PartitionInfo::partition).sorted().toList();
  }

  /** Reads one more partition, or goes to another offset of one. */
  void seek(int partition, long offset) {
    TopicPartition wanted = of(partition);
    if (!consumer.assignment().contains(wanted)) {
      List<TopicPartition> all = new ArrayList<>(consumer.assignment());
      all.add(wanted);
      consumer.assign(all);
    }
    consumer.seek(wanted, offset);
  }

  /** Reads no other partition than this one. */
  void only(int partition, long offset) {
    consumer.assign(List.of(of(partition)));
    consumer.seek(of(partition), offset);
  }

  /**
   * The next records, by partition; none when none came in time.
   *
   * @throws OffsetOutOfRangeException what is to be read next is not there any more
   */
  Map<Integer, List<ArchivedRecord>> poll(Duration limit) {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(limit);
    Map<Integer, List<ArchivedRecord>> records = new TreeMap<>();
    for (TopicPartition partition : polled.partitions()) {
      records.put(
          partition.partition(),
          polled.records(partition).stream().map(AuditSource::archived).toList());
    }
    return records;
  }

  private static ArchivedRecord archived(ConsumerRecord<byte[], byte[]> record) {
    List<ArchivedRecord.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new ArchivedRecord.Header(header.key(), header.value()));
    }
    return new ArchivedRecord(
        new SourcePosition(record.topic(), record.partition(), record.offset()),
        record.timestamp(),
        record.timestampType().toString(),
        record.key(),
        record.value(),
        headers);
  }

  /** Offset that is read next. */
  long position(int partition) {
    return consumer.position(of(partition));
  }

  /** How far the end is, as far as it is known without asking. */
  OptionalLong lag(int partition) {
    return consumer.currentLag(of(partition));
  }

  /** The first offset that is there. */
  long begin(int partition) {
    return consumer.beginningOffsets(List.of(of(partition))).getOrDefault(of(partition), 0L);
  }

  /** Where committed records end now. */
  long end(int partition) {
    return consumer.endOffsets(List.of(of(partition))).getOrDefault(of(partition), 0L);
  }

  /** Leaves a note at the brokers of what is in the archive. */
  void commit(int partition, Witness witness) {
    consumer.commitSync(
        Map.of(of(partition), new OffsetAndMetadata(witness.to(), witness.metadata())),
        COMMIT_LIMIT);
  }

  /** The note that was left last; empty where there is none, or it may not be read. */
  Optional<Witness> noted(int partition) {
    try {
      return Optional.ofNullable(consumer.committed(Set.of(of(partition))).get(of(partition)))
          .flatMap(Witness::parse);
    } catch (AuthorizationException e) {
      return Optional.empty();
    }
  }

  private TopicPartition of(int partition) {
    return new TopicPartition(topic, partition);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
  }
}

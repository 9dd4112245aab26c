package io.hubstream.verify;

import io.hubstream.audit.AuditTrail;
import io.hubstream.audit.Evidence;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.TopicCodecs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what the topics hold about a record, as it is committed. A result stands in the partition
 * and bears the timestamp of its source record, and results stand in the order of their sources: so
 * a search begins at that time and ends behind that offset.
 *
 * <p>Owned by one thread; blocks while it reads. Close gives up the connection.
 */
public final class EvidenceReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceReader.class);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Map<String, Object> consumerProperties;
  private final TopicVerifier.Sources topics;
  private final StretchReader reader;
  private final TopicCodecs codecs;

  /**
   * @param consumerProperties where the brokers are, and how to get in
   */
  public EvidenceReader(Map<String, Object> consumerProperties, TopicVerifier.Sources topics) {
    this(consumerProperties, topics, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * @param consumerProperties where the brokers are, and how to get in
   * @param codecs know the wire formats
   */
  public EvidenceReader(
      Map<String, Object> consumerProperties, TopicVerifier.Sources topics, TopicCodecs codecs) {
    this.codecs = codecs;
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.topics = topics;
    this.reader = new StretchReader(consumerProperties);
  }

  /** The whole audit: it is compacted, so its spans are few. */
  public AuditTrail trail() {
    AuditTrail trail = new AuditTrail();
    trail(trail, Map.of());
    return trail;
  }

  /**
   * Takes the audit into a trail.
   *
   * @param from offset to begin at, for each partition; the beginning for one that is left out
   */
  public void trail(AuditTrail trail, Map<Integer, Long> from) {
    try (CommittedReader audit = new CommittedReader(consumerProperties)) {
      audit.read(
          topics.audit(),
          SILENCE,
          record -> {
            if (record.value() != null
                && record.offset() >= from.getOrDefault(record.partition(), 0L)) {
              add(record, trail);
            }
          });
    }
  }

  /** One line that can't be read must not keep all the others from answering. */
  private void add(ConsumerRecord<byte[], byte[]> record, AuditTrail trail) {
    try {
      trail.add(codecs.audit(record));
    } catch (SerializationException e) {
      LOG.warn("The audit line {} is left out: {}", place(record), e.getMessage());
    }
  }

  /** How far each partition was read, for an answer that finds nothing. */
  public List<ReadRange> ranges() {
    return reader.ranges();
  }

  /** What the topics hold about a source record. */
  public Evidence evidence(SourcePosition position, List<Evidence.Update> registry) {
    Optional<ConsumerRecord<byte[], byte[]>> source = source(position);
    boolean deletion = source.isPresent() && source.get().value() == null;
    Optional<Instant> since =
        source
            .map(ConsumerRecord::timestamp)
            .filter(timestamp -> timestamp >= 0)
            .map(Instant::ofEpochMilli);
    return new Evidence(
        position,
        deletion ? Optional.empty() : result(position, since),
        deadLetter(position, since),
        deletion,
        registry);
  }

  private Optional<ConsumerRecord<byte[], byte[]>> source(SourcePosition position) {
    return partition(position.topic(), position.partition())
        .flatMap(partition -> reader.at(partition, position.offset()));
  }

  private Optional<TopicPartition> partition(String topic, int number) {
    return reader.partitions(topic).stream().filter(p -> p.partition() == number).findFirst();
  }

  private Optional<Evidence.Result> result(SourcePosition wanted, Optional<Instant> since) {
    return partition(topics.enriched(), wanted.partition())
        .flatMap(
            partition ->
                reader.readSince(
                    List.of(partition),
                    since,
                    record ->
                        record.value() != null && isAtOrBehind(view(record).position(), wanted)))
        .map(this::result)
        .filter(result -> result.view().position().equals(wanted));
  }

  private Optional<Evidence.Letter> deadLetter(SourcePosition wanted, Optional<Instant> since) {
    return partition(topics.deadLetters(), wanted.partition())
        .flatMap(
            partition ->
                reader.readSince(
                    List.of(partition),
                    since,
                    record ->
                        DeadLetter.of(record)
                            .filter(letter -> isAtOrBehind(letter.source(), wanted))
                            .isPresent()))
        .flatMap(
            record ->
                DeadLetter.of(record)
                    .filter(letter -> letter.source().equals(wanted))
                    .map(letter -> letter(record, letter)));
  }

  private static boolean isAtOrBehind(SourcePosition found, SourcePosition wanted) {
    return found.topic().equals(wanted.topic())
        && found.partition() == wanted.partition()
        && found.offset() >= wanted.offset();
  }

  /**
   * The source record of what stands at a place in the enriched topic or among the dead letters.
   *
   * @return empty where nothing stands there that names one
   */
  public Optional<SourcePosition> sourceOf(SourcePosition place) {
    return partition(place.topic(), place.partition())
        .flatMap(partition -> reader.at(partition, place.offset()))
        .flatMap(this::sourceOf);
  }

  private Optional<SourcePosition> sourceOf(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters())) {
      return DeadLetter.of(record).map(DeadLetter::source);
    }
    return record.value() == null ? deletedSource(record) : Optional.of(view(record).position());
  }

  /** A null value names no source: it is the record of the same key, time and partition. */
  private Optional<SourcePosition> deletedSource(ConsumerRecord<byte[], byte[]> deletion) {
    return partition(topics.content(), deletion.partition())
        .flatMap(
            partition ->
                reader.readSince(
                    List.of(partition),
                    Optional.of(Instant.ofEpochMilli(Math.max(0, deletion.timestamp()))),
                    record ->
                        record.value() == null
                            && record.timestamp() == deletion.timestamp()
                            && Arrays.equals(record.key(), deletion.key())))
        .map(EvidenceReader::place);
  }

  /**
   * The source records of a content, by time, from its results, deletions and dead letters. Reads
   * keys, and opens the values of this content alone.
   *
   * @param since when to begin; empty reads everything that is still there
   */
  public List<SourcePosition> sourcesOf(String contentId, Optional<Instant> since) {
    byte[] key = contentId.getBytes(StandardCharsets.UTF_8);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    List<TopicPartition> partitions = new ArrayList<>(reader.partitions(topics.enriched()));
    partitions.addAll(reader.partitions(topics.deadLetters()));
    reader.readSince(
        partitions,
        since,
        record -> {
          if (Arrays.equals(record.key(), key)) {
            found.add(record);
          }
          return false;
        });
    return found.stream()
        .sorted((a, b) -> Long.compare(a.timestamp(), b.timestamp()))
        .flatMap(record -> sourceOf(record).stream())
        .distinct()
        .toList();
  }

  private Evidence.Result result(ConsumerRecord<byte[], byte[]> record) {
    return new Evidence.Result(place(record), view(record));
  }

  private static Evidence.Letter letter(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
    return new Evidence.Letter(place(record), letter.kind(), letter.stage(), letter.message());
  }

  private EnrichedView view(ConsumerRecord<byte[], byte[]> record) {
    return codecs.enriched(record);
  }

  private static SourcePosition place(ConsumerRecord<byte[], byte[]> record) {
    return new SourcePosition(record.topic(), record.partition(), record.offset());
  }

  @Override
  public void close() {
    reader.close();
  }
}

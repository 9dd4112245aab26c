package io.hubstream.archive;

import static io.hubstream.archive.BuiltArchive.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.ArchivedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive against a topic in memory that compaction or somebody changed. */
class TopicComparisonTest {
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final TopicPartition OTHER = new TopicPartition(TOPIC, 1);

  @TempDir Path dir;
  private BuiltArchive archive;
  private final List<ArchivedRecord> topic = new ArrayList<>();
  private long end;

  @BeforeEach
  void build() throws Exception {
    archive = BuiltArchive.build(dir, "id");
    for (int file = 1; file <= BuiltArchive.FILES; file++) {
      ArchiveFile read = ArchiveFile.read(archive.bytes(0, file));
      topic.addAll(read.records());
      end = read.header().extent().to();
    }
  }

  /**
   * Holds partition 0 of the archive against what the topic has now; of the other one retention has
   * taken everything. The topic and the archive grow until the archive is listed.
   */
  private TopicComparison compare(Optional<Witness> witness) throws IOException {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.updatePartitions(TOPIC, List.of(info(0), info(1)));
    long otherEnd = ArchiveFile.read(archive.bytes(1, BuiltArchive.FILES)).header().extent().to();
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, otherEnd));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L, OTHER, otherEnd));
    ArchiveStore store =
        new ForwardingStore(new FolderStore(dir)) {
          @Override
          public SortedSet<String> list(String below) throws IOException {
            SortedSet<String> names = super.list(below);
            consumer.updateEndOffsets(Map.of(PARTITION, end));
            return names;
          }
        };
    consumer.schedulePollTask(() -> topic.forEach(record -> consumer.addRecord(kafka(record))));
    consumer.schedulePollTask(() -> consumer.seek(PARTITION, end));
    TopicComparison comparison =
        new TopicComparison(
            new AuditSource(consumer, TOPIC),
            new Origin("cluster", "id", 1),
            witness.map(noted -> Map.of(0, noted)).orElse(Map.of()));
    assertThat(
            new ArchiveVerifier(store, new Anchors(List.of(), List.of()), comparison)
                .verify()
                .findings())
        .as("an archive that is whole in itself")
        .isEmpty();
    return comparison;
  }

  private static PartitionInfo info(int partition) {
    return new PartitionInfo(TOPIC, partition, Node.noNode(), new Node[0], new Node[0]);
  }

  /** Appends a file as an archiver would, with records that were made up. */
  private void append(long to, List<ArchivedRecord> madeUp) throws IOException {
    ArchiveFile last = ArchiveFile.read(archive.bytes(0, BuiltArchive.FILES));
    FileHeader.Extent extent =
        new FileHeader.Extent(last.header().extent().to(), to, madeUp.size(), List.of());
    ChainEnd head = new ChainEnd(last.header(), last.digest());
    Path place = dir.resolve(head.nextName().toString());
    Files.createDirectories(place.getParent());
    Files.write(
        place, ArchiveFile.write(head.next(extent, last.header().closedAt(), "somebody"), madeUp));
  }

  private static ConsumerRecord<byte[], byte[]> kafka(ArchivedRecord record) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        record.position().offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        -1,
        -1,
        record.key(),
        record.value(),
        new RecordHeaders(),
        Optional.empty());
  }

  private Witness noted(int sequence) throws IOException {
    ArchiveFile file = ArchiveFile.read(archive.bytes(0, sequence));
    return new Witness(file.header().extent().to(), sequence, file.digest());
  }

  @Test
  void shouldFindNothingWhenCompactionTookRecordsThatAreArchived() throws IOException {
    // Given
    topic.subList(7, 12).clear();
    topic.remove(0);

    // When
    TopicComparison comparison = compare(Optional.of(noted(BuiltArchive.FILES)));

    // Then
    assertThat(comparison.findings()).isEmpty();
    assertThat(comparison.remarks()).isEmpty();
  }

  @Test
  void shouldFindARecordThatIsAnotherOneInTheTopic() throws IOException {
    // Given
    ArchivedRecord record = topic.get(9);
    topic.set(
        9,
        new ArchivedRecord(
            record.position(),
            record.timestamp() + 1,
            record.timestampType(),
            record.key(),
            record.value(),
            record.headers()));

    // When
    List<Finding> findings = compare(Optional.empty()).findings();

    // Then
    assertThat(findings)
        .singleElement()
        .extracting(Finding::place)
        .isEqualTo(record.position().toString());
  }

  @Test
  void shouldFindARecordThatOnlyTheTopicHas() throws IOException {
    // Given: it stands where the archive says that there is none
    long hole = topic.get(2).position().offset() + 1;
    topic.add(3, AuditSamples.record(TOPIC, 0, hole));

    // When
    List<Finding> findings = compare(Optional.empty()).findings();

    // Then
    assertThat(findings)
        .singleElement()
        .asString()
        .contains(TOPIC + "-0-" + hole, "the archive does not");
  }

  @Test
  void shouldTellWhatIsNotArchivedYetFromWhatWasRemovedByTheNote() throws IOException {
    // Given: the topic goes on behind the archive
    topic.add(AuditSamples.record(TOPIC, 0, end));
    end++;

    // When
    TopicComparison noted = compare(Optional.of(noted(BuiltArchive.FILES)));
    TopicComparison notNoted = compare(Optional.empty());
    TopicComparison further =
        compare(Optional.of(new Witness(end, BuiltArchive.FILES + 1, Seal.digest(new byte[0]))));

    // Then
    assertThat(noted.findings()).isEmpty();
    assertThat(noted.remarks()).singleElement().asString().contains("not archived yet");
    assertThat(notNoted.findings()).singleElement().asString().contains("run `hubstream audit");
    assertThat(further.findings()).singleElement().asString().contains("files were removed");
  }

  @Test
  void shouldFindAFileThatWasAppendedBehindTheTopicsEnd() throws IOException {
    // Given
    Optional<Witness> noted = Optional.of(noted(BuiltArchive.FILES));
    append(end + 2, List.of(AuditSamples.record(TOPIC, 0, end + 1)));

    // When
    TopicComparison comparison = compare(noted);

    // Then
    assertThat(comparison.findings())
        .singleElement()
        .asString()
        .contains(TOPIC + "-0", "ends at offset " + (end + 2), "the topic at " + end);
    assertThat(comparison.remarks())
        .singleElement()
        .asString()
        .contains(
            "noted file " + BuiltArchive.FILES, "goes on to file " + (BuiltArchive.FILES + 1));
    assertThat(compare(Optional.empty()).findings()).isEqualTo(comparison.findings());
  }

  @Test
  void shouldFindARecordThatWasAppendedWhereTheTopicHasAnother() throws IOException {
    // Given: the archiver has not come by yet, and somebody was faster
    Optional<Witness> noted = Optional.of(noted(BuiltArchive.FILES));
    topic.add(AuditSamples.record(TOPIC, 0, end));
    ArchivedRecord another = AuditSamples.record(TOPIC, 0, end + 1);
    append(
        end + 1,
        List.of(
            new ArchivedRecord(
                topic.get(topic.size() - 1).position(),
                another.timestamp(),
                another.timestampType(),
                another.key(),
                another.value(),
                another.headers())));
    end++;

    // When
    TopicComparison comparison = compare(noted);

    // Then
    assertThat(comparison.findings())
        .singleElement()
        .asString()
        .contains(TOPIC + "-0-" + (end - 1), "the record is another one");
    assertThat(comparison.remarks()).singleElement().asString().contains("who wrote the rest");
  }

  @Test
  void shouldFindNothingWhenAnArchiverPutAFileThatItHasNotNotedYet() throws IOException {
    // Given
    Optional<Witness> noted = Optional.of(noted(BuiltArchive.FILES));
    topic.add(AuditSamples.record(TOPIC, 0, end));
    append(end + 1, List.of(AuditSamples.record(TOPIC, 0, end)));
    end++;

    // When
    TopicComparison comparison = compare(noted);

    // Then
    assertThat(comparison.findings()).isEmpty();
    assertThat(comparison.remarks()).hasSize(1);
  }
}

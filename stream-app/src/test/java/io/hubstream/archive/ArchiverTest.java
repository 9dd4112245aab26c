package io.hubstream.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiverTest {
  private static final TopicPartition PARTITION = new TopicPartition("audit", 0);

  @TempDir Path dir;

  @Test
  void shouldNoteWhatIsLostWhenRetentionOvertakesItWhileItRuns() throws Exception {
    // Given: a topic of which the offsets 5 to 7 are removed after 0 to 4 were read
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    consumer.updatePartitions(
        "audit", List.of(new PartitionInfo("audit", 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 10L));
    consumer.schedulePollTask(() -> add(consumer, 0, 5));
    consumer.schedulePollTask(
        () -> {
          consumer.updateBeginningOffsets(Map.of(PARTITION, 8L));
          add(consumer, 8, 10);
        });
    ArchiveStore store = new FolderStore(dir);

    // When
    Archiver.of(
            new AuditSource(consumer, "audit"),
            new Origin("", "", 1),
            store,
            new ArchiveLimits(1 << 20, Duration.ofHours(1)),
            "test",
            ArchiveListener.NONE,
            ArchiveMetrics.NONE)
        .catchUp();

    // Then
    ArchiveReport report =
        new ArchiveVerifier(store, new Anchors(List.of(), List.of()), ArchiveVisitor.NONE).verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.totals().records()).isEqualTo(7);
    assertThat(report.lost()).containsExactly("audit-0 offsets 5-7 (" + name() + ")");
    assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).metadata())
        .isEqualTo("1 " + report.heads().get(0).digest());
  }

  private String name() {
    return dir.relativize(BuiltArchive.at(dir).file("audit", 0, 1)).toString();
  }

  private static void add(MockConsumer<byte[], byte[]> consumer, long from, long to) {
    for (long offset = from; offset < to; offset++) {
      consumer.addRecord(
          new ConsumerRecord<>(
              "audit", 0, offset, new byte[0], "line".getBytes(StandardCharsets.UTF_8)));
    }
  }
}

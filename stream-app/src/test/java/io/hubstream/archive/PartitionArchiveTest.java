package io.hubstream.archive;

import static io.hubstream.archive.BuiltArchive.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.archive.FileHeader.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of one chain that meet, one at each side of midnight, and answers that get lost. */
class PartitionArchiveTest {
  private static final Instant BEFORE_MIDNIGHT = Instant.parse("2026-11-27T23:59:59Z");
  private static final Instant AFTER_MIDNIGHT = Instant.parse("2026-11-28T00:00:01Z");
  private static final Chain CHAIN = new Chain(TOPIC, 0, new Origin("cluster", "id", 1));

  @TempDir Path dir;
  private final List<String> said = new ArrayList<>();

  private final ArchiveListener listener =
      new ArchiveListener() {
        @Override
        public void written(String name, FileHeader header, String digest, int bytes) {
          said.add("written " + name);
        }

        @Override
        public void overtaken(String name) {
          said.add("overtaken " + name);
        }
      };

  private PartitionArchive writer(ArchiveStore store, Instant now) throws Exception {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new PartitionArchive(
        new PartitionArchive.Desk(
            store,
            new ArchiveLimits(1_000_000, Duration.ofHours(1)),
            clock,
            "test",
            listener,
            ArchiveMetrics.NONE),
        ChainEnd.find(store, CHAIN, now, "test"));
  }

  private static void add(PartitionArchive archive, long from, long to) {
    for (long offset = from; offset < to; offset++) {
      archive.add(AuditSamples.record(TOPIC, 0, offset));
    }
  }

  private void verifies(long records) throws IOException {
    ArchiveReport report =
        new ArchiveVerifier(
                new FolderStore(dir), new Anchors(List.of(), List.of()), ArchiveVisitor.NONE)
            .verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.totals().records()).isEqualTo(records);
  }

  @Test
  void shouldGoOnFromTheWinnersFileWhenAnotherWriterWasFaster() throws Exception {
    // Given: they began on one day, and are on both sides of midnight now
    PartitionArchive early = writer(new FolderStore(dir), BEFORE_MIDNIGHT);
    PartitionArchive late = writer(new FolderStore(dir), AFTER_MIDNIGHT);
    add(early, 0, 5);
    add(late, 0, 9);

    // When
    long earlyReadsOn = early.close(5);
    long lateReadsOn = late.close(9);
    add(late, 5, 9);
    late.close(9);

    // Then: one name, whatever the day; and the second is where the first was closed
    assertThat(earlyReadsOn).isEqualTo(5);
    assertThat(lateReadsOn).isEqualTo(5);
    assertThat(said)
        .containsExactly(
            "written " + TOPIC + "/0/2026/11/27/000000000001.avro",
            "overtaken " + TOPIC + "/0/2026/11/27/000000000001.avro",
            "written " + TOPIC + "/0/2026/11/27/000000000002.avro");
    verifies(9);
  }

  @Test
  void shouldNotWriteTwiceWhenTheAnswerToAPutGotLost() throws Exception {
    // Given
    List<String> puts = new ArrayList<>();
    ArchiveStore losing =
        new ForwardingStore(new FolderStore(dir)) {
          @Override
          public boolean put(String name, byte[] bytes) throws IOException {
            puts.add(name);
            boolean written = super.put(name, bytes);
            if (puts.size() == 2) {
              throw new IOException("the answer got lost");
            }
            return written;
          }
        };
    PartitionArchive archive = writer(losing, BEFORE_MIDNIGHT);
    add(archive, 0, 5);

    // When
    assertThatThrownBy(() -> archive.close(5)).hasMessage("the answer got lost");
    long readsOn = archive.close(5);

    // Then
    assertThat(readsOn).isEqualTo(5);
    verifies(5);
  }

  @Test
  void shouldRefuseToGoOnWhenTheNewestFileIsDamaged() throws Exception {
    // Given
    PartitionArchive archive = writer(new FolderStore(dir), BEFORE_MIDNIGHT);
    add(archive, 0, 5);
    archive.close(5);
    Path newest = BuiltArchive.at(dir).file(0, 1);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 30] ^= 1;

    // When
    Files.write(newest, bytes);

    // Then
    assertThatThrownBy(() -> writer(new FolderStore(dir), AFTER_MIDNIGHT))
        .isInstanceOf(ArchiveRefusedException.class)
        .hasMessageContaining("000000000001.avro cannot be gone on from")
        .hasMessageContaining("audit verify");
  }
}

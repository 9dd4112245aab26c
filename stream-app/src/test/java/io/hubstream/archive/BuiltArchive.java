package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.records.ArchivedRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An archive of two partitions in a folder, and the hands of a forger. */
final class BuiltArchive {
  static final String TOPIC = "hubstream.model-audit";
  static final int FILES = 6;
  static final int RECORDS = 5;

  private final Path root;

  /** Time that passes with each look. */
  private static final class Passing extends Clock {
    private Instant now = AuditSamples.START;

    @Override
    public Instant instant() {
      now = now.plus(Duration.ofHours(3));
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private BuiltArchive(Path root) {
    this.root = root;
  }

  /** An archive that stands there already. */
  static BuiltArchive at(Path root) {
    return new BuiltArchive(root);
  }

  /** Writes one, as an archiver does. */
  static BuiltArchive build(Path root, String topicId) throws Exception {
    Clock clock = new Passing();
    FolderStore store = new FolderStore(root);
    PartitionArchive.Desk desk =
        new PartitionArchive.Desk(
            store,
            new ArchiveLimits(1 << 20, Duration.ofHours(1)),
            clock,
            "test",
            ArchiveListener.NONE,
            ArchiveMetrics.NONE);
    for (int partition = 0; partition < 2; partition++) {
      Chain chain = new Chain(TOPIC, partition, new Origin("cluster", topicId, 2));
      PartitionArchive archive =
          new PartitionArchive(desk, ChainEnd.find(store, chain, clock.instant(), "test"));
      long offset = 0;
      for (int file = 0; file < FILES; file++) {
        if (partition == 1 && file == 2) {
          archive.lost(new OffsetRange(offset, offset + 3));
          offset += 3;
        }
        for (int i = 0; i < RECORDS; i++) {
          archive.add(AuditSamples.record(TOPIC, partition, offset));
          offset += i == 2 ? 2 : 1; // A transaction marker stood there.
        }
        archive.close(offset);
      }
    }
    return new BuiltArchive(root);
  }

  Path root() {
    return root;
  }

  ArchiveReport verify(Anchors anchors) throws IOException {
    return new ArchiveVerifier(new FolderStore(root), anchors, ArchiveVisitor.NONE).verify();
  }

  /** A file by its number; 0 is the one that begins the chain. */
  Path file(int partition, int sequence) {
    return file(TOPIC, partition, sequence);
  }

  /** As {@link #file(int, int)}, of any topic. */
  Path file(String topic, int partition, int sequence) {
    try {
      for (String name : new FolderStore(root).list(topic + "/" + partition + "/")) {
        if (ArchiveName.parse(name).filter(n -> n.sequence() == sequence).isPresent()) {
          return root.resolve(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no file %d of partition %d".formatted(sequence, partition));
  }

  byte[] bytes(int partition, int sequence) throws IOException {
    return Files.readAllBytes(file(partition, sequence));
  }

  void write(int partition, int sequence, byte[] bytes) throws IOException {
    Files.write(file(partition, sequence), bytes);
  }

  void bytes(int partition, int sequence, UnaryOperator<byte[]> change) throws IOException {
    write(partition, sequence, change.apply(bytes(partition, sequence)));
  }

  /** Writes a file anew, with other records, a right count and a right seal. */
  void records(int partition, int sequence, UnaryOperator<List<ArchivedRecord>> change)
      throws IOException {
    ArchiveFile file = ArchiveFile.read(bytes(partition, sequence));
    List<ArchivedRecord> records = change.apply(new ArrayList<>(file.records()));
    FileHeader.Extent extent = file.header().extent();
    FileHeader header =
        with(
            file.header(),
            new FileHeader.Extent(extent.from(), extent.to(), records.size(), extent.lost()));
    write(partition, sequence, ArchiveFile.write(header, records));
  }

  /** Writes a file anew, with another header and a right seal. */
  void header(int partition, int sequence, UnaryOperator<FileHeader> change) throws IOException {
    ArchiveFile file = ArchiveFile.read(bytes(partition, sequence));
    write(partition, sequence, ArchiveFile.write(change.apply(file.header()), file.records()));
  }

  static FileHeader with(FileHeader header, FileHeader.Extent extent) {
    return new FileHeader(
        header.chain(), header.link(), extent, header.closedAt(), header.writer());
  }

  static FileHeader written(FileHeader header, String writer) {
    return new FileHeader(
        header.chain(), header.link(), header.extent(), header.closedAt(), writer);
  }

  /** Makes the digests of a chain fit again, from a file on. */
  void rechain(int partition, int from) throws IOException {
    for (int sequence = from; sequence <= FILES; sequence++) {
      String previous = Seal.digest(bytes(partition, sequence - 1));
      header(
          partition,
          sequence,
          header ->
              new FileHeader(
                  header.chain(),
                  new FileHeader.Link(header.link().sequence(), previous),
                  header.extent(),
                  header.closedAt(),
                  header.writer()));
    }
  }
}

package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Extent;
import io.hubstream.records.ArchivedRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chain of one partition, and the file that is being filled. That file is in memory: what was
 * not put is read again from the topic, from where the archive ends.
 *
 * <p>Owned by the archiver's thread; nothing to close.
 */
final class PartitionArchive {
  private final Desk desk;
  private final List<ArchivedRecord> records = new ArrayList<>();
  private final List<OffsetRange> lost = new ArrayList<>();
  private ChainEnd end;
  private int bytes;
  private Optional<Instant> since = Optional.empty();

  /** What the partitions of one archiver share. */
  record Desk(
      ArchiveStore store,
      ArchiveLimits limits,
      Clock clock,
      String writer,
      ArchiveListener listener,
      ArchiveMetrics metrics) {}

  PartitionArchive(Desk desk, ChainEnd end) {
    this.desk = desk;
    this.end = end;
  }

  /** Offset behind the last that is in the archive. */
  long archivedTo() {
    return end.to();
  }

  /** The newest file. */
  ChainEnd end() {
    return end;
  }

  /** Notes that offsets were removed before they were read. */
  void lost(OffsetRange offsets) {
    lost.add(offsets);
    desk.listener().lost(end.header().chain().topic(), end.header().chain().partition(), offsets);
  }

  /** Whether the file must be closed before it takes a record. */
  boolean isFullFor(ArchivedRecord record) {
    return !records.isEmpty() && (long) bytes + record.bytes() > desk.limits().bytes();
  }

  void add(ArchivedRecord record) {
    records.add(record);
    bytes += record.bytes();
    if (since.isEmpty()) {
      since = Optional.of(desk.clock().instant());
    }
  }

  /** Whether the file is as old as it may become. */
  boolean isOld() {
    return since
        .filter(at -> !desk.clock().instant().isBefore(at.plus(desk.limits().age())))
        .isPresent();
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  /**
   * Puts the file into the archive.
   *
   * @param to offset behind the last that was read
   * @return offset to read on from: another one than {@code to} when another writer was faster
   */
  long close(long to) throws IOException, ArchiveRefusedException {
    ArchiveName name = end.nextName();
    FileHeader header =
        end.next(
            new Extent(end.to(), to, records.size(), lost), desk.clock().instant(), desk.writer());
    byte[] file = ArchiveFile.write(header, records);
    String digest = Seal.digest(file);
    boolean written = desk.store().put(name.toString(), file);
    ChainEnd put = new ChainEnd(header, digest);
    ChainEnd now = written ? put : end.advanced(desk.store());
    if (written || now.equals(put)) { // Or the answer to an earlier attempt got lost.
      desk.listener().written(name.toString(), header, digest, file.length);
      desk.metrics().written(header.chain().partition(), records.size(), file.length);
    } else {
      desk.listener().overtaken(name.toString());
    }
    end = now;
    clear();
    return end.to();
  }

  private void clear() {
    records.clear();
    lost.clear();
    bytes = 0;
    since = Optional.empty();
  }
}

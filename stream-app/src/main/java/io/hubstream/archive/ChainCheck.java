package io.hubstream.archive;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.archive.FileHeader.Extent;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.ArchivedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the files of one chain, in order. What cannot be said because the file before is missing
 * or damaged is not said. No I/O; owned by one thread.
 */
final class ChainCheck {
  private final String topic;
  private final int partition;
  private Optional<Origin> origin = Optional.empty();
  private Optional<FileHeader> before = Optional.empty();
  private Optional<Head> last = Optional.empty();
  private final List<Finding> found = new ArrayList<>();

  /** Of the chain in the folder of a partition. */
  ChainCheck(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  /** The newest file so far. */
  Optional<Head> head() {
    return last;
  }

  /** How many partitions the chain says that the topic had. */
  int partitions() {
    return origin.map(Origin::partitions).orElse(0);
  }

  /** Whether a file of this name is the one that follows. */
  boolean isExpected(ArchiveName name) {
    return before.map(header -> ArchiveName.after(header).equals(name)).orElse(false);
  }

  /** Files of some numbers are not there. */
  Finding missing(long from, long to) {
    before = Optional.empty();
    last = Optional.empty();
    return new Finding(
        Finding.Kind.MISSING,
        ArchiveName.folder(topic, partition),
        to - from == 1
            ? "file %d is not there".formatted(from)
            : "files %d to %d are not there".formatted(from, to - 1));
  }

  /** A file cannot be read; its digest can still be held against the next one. */
  void damaged(ArchiveName name, String digest) {
    before = Optional.empty();
    last = Optional.of(new Head(name.topic(), name.partition(), name.sequence(), digest));
  }

  /** Checks the next file. */
  List<Finding> next(ArchiveName name, ArchiveFile file) {
    found.clear();
    place(name, file.header());
    link(name, file.header());
    extent(name, file.header());
    records(name, file);
    before = Optional.of(file.header());
    last = Optional.of(new Head(name.topic(), name.partition(), name.sequence(), file.digest()));
    return List.copyOf(found);
  }

  private void place(ArchiveName name, FileHeader header) {
    Chain own = header.chain();
    if (!own.topic().equals(name.topic())
        || own.partition() != name.partition()
        || header.link().sequence() != name.sequence()) {
      find(
          Finding.Kind.MISPLACED,
          name,
          "it is file %d of %s".formatted(header.link().sequence(), own));
    }
    if (name.day().isPresent()
        && before.isPresent()
        && !ArchiveName.after(before.get()).day().equals(name.day())) {
      find(
          Finding.Kind.MISPLACED,
          name,
          "the file before it was closed at %s: it belongs into the folder of that day"
              .formatted(before.get().closedAt()));
    }
    if (origin.isPresent() && !origin.get().equals(own.origin())) {
      find(
          Finding.Kind.BROKEN_CHAIN,
          name,
          "it is of topic id '%s', cluster '%s'; the chain began with '%s', '%s'"
              .formatted(
                  own.origin().topicId(),
                  own.origin().clusterId(),
                  origin.get().topicId(),
                  origin.get().clusterId()));
    }
    if (origin.isEmpty()) {
      origin = Optional.of(own.origin());
    }
  }

  private void link(ArchiveName name, FileHeader header) {
    String previous = header.link().previous();
    if (name.sequence() == 0 && !previous.isEmpty()) {
      find(Finding.Kind.BROKEN_CHAIN, name, "it begins the chain, and names a file before it");
    }
    if (last.isPresent() && !last.get().digest().equals(previous)) {
      find(
          Finding.Kind.BROKEN_CHAIN,
          name,
          "it says that file %d has the digest %s, but that has %s"
              .formatted(last.get().sequence(), previous, last.get().digest()));
    }
  }

  private void extent(ArchiveName name, FileHeader header) {
    Extent extent = header.extent();
    if (name.sequence() == 0 && (extent.from() != 0 || extent.to() != 0)) {
      find(Finding.Kind.RECORDS, name, "it begins the chain, and covers offsets");
    }
    if (name.sequence() > 0 && extent.to() <= extent.from()) {
      find(
          Finding.Kind.RECORDS,
          name,
          "it covers no offsets: %d to %d".formatted(extent.from(), extent.to()));
    }
    if (before.isEmpty()) {
      return;
    }
    long end = before.get().extent().to();
    if (extent.from() != end) {
      find(
          Finding.Kind.BROKEN_CHAIN,
          name,
          "the file before it ends at offset %d, and it begins at %d"
              .formatted(end, extent.from()));
    }
    if (header.closedAt().isBefore(before.get().closedAt())) {
      find(
          Finding.Kind.BROKEN_CHAIN,
          name,
          "it was closed at %s, before the file before it (%s)"
              .formatted(header.closedAt(), before.get().closedAt()));
    }
  }

  private void records(ArchiveName name, ArchiveFile file) {
    Extent extent = file.header().extent();
    if (file.records().size() != extent.records()) {
      find(
          Finding.Kind.RECORDS,
          name,
          "it holds %d records, and its header says %d"
              .formatted(file.records().size(), extent.records()));
    }
    long after = extent.from() - 1;
    for (ArchivedRecord record : file.records()) {
      record(name, record.position(), after, extent);
      after = Math.max(after, record.position().offset());
    }
    for (SourcePosition position : file.contradictions()) {
      find(
          Finding.Kind.RECORDS,
          name,
          "the event of record %s is not the one that its value holds".formatted(position));
    }
  }

  private void record(ArchiveName name, SourcePosition position, long after, Extent extent) {
    if (!position.topic().equals(name.topic()) || position.partition() != name.partition()) {
      find(
          Finding.Kind.RECORDS,
          name,
          "it holds record %s, which is of another partition".formatted(position));
    }
    long offset = position.offset();
    if (offset <= after || offset >= extent.to()) {
      find(
          Finding.Kind.RECORDS,
          name,
          "record %s is out of order, doubled, or outside of offsets %d to %d"
              .formatted(position, extent.from(), extent.to() - 1));
    }
    if (extent.lost().stream().anyMatch(range -> range.holds(offset))) {
      find(
          Finding.Kind.RECORDS,
          name,
          "record %s is there, and the header calls it lost".formatted(position));
    }
  }

  private void find(Finding.Kind kind, ArchiveName name, String what) {
    found.add(new Finding(kind, name.toString(), what));
  }
}

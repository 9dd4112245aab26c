package io.hubstream.archive;

import static io.hubstream.archive.BuiltArchive.FILES;
import static io.hubstream.archive.BuiltArchive.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubstream.archive.FileHeader.Chain;
import io.hubstream.archive.FileHeader.Extent;
import io.hubstream.archive.FileHeader.Link;
import io.hubstream.archive.Finding.Kind;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.ArchivedRecord;
import io.hubstream.testing.Versions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** What somebody could do to an archive, each in one way. */
final class Forgeries {
  private static final int SYNC = 16;
  private static final int MIDDLE = 3;

  /** Where a forgery shows. */
  enum Shows {
    IN_THE_ARCHIVE,
    /** Only against heads that were noted before. */
    AGAINST_AN_ANCHOR
  }

  /**
   * One of them.
   *
   * @param kind of a finding that tells of it
   */
  record Forgery(String name, Shows shows, Kind kind, Act act) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What is done to an archive. */
  interface Act {
    void on(BuiltArchive archive) throws Exception;
  }

  private Forgeries() {}

  static List<Forgery> all() {
    return Stream.of(bytes(), files(), moved(), records(), headers(), chains())
        .flatMap(List::stream)
        .toList();
  }

  private static Forgery seen(String name, Kind kind, Act act) {
    return new Forgery(name, Shows.IN_THE_ARCHIVE, kind, act);
  }

  private static Forgery anchored(String name, Act act) {
    return new Forgery(name, Shows.AGAINST_AN_ANCHOR, Kind.ANCHOR, act);
  }

  private static Forgery flip(String name, int sequence, int at) {
    return seen(
        name,
        Kind.DAMAGED,
        archive ->
            archive.bytes(
                0,
                sequence,
                bytes -> {
                  bytes[at < 0 ? bytes.length + at : at] ^= 1;
                  return bytes;
                }));
  }

  private static Forgery flipAt(String name, String text) {
    return seen(
        name,
        Kind.DAMAGED,
        archive ->
            archive.bytes(
                0,
                MIDDLE,
                bytes -> {
                  bytes[find(bytes, text.getBytes(UTF_8)) + text.length() + 3] ^= 1;
                  return bytes;
                }));
  }

  private static Forgery cut(String name, int sequence, UnaryOperator<byte[]> change) {
    return seen(name, Kind.DAMAGED, archive -> archive.bytes(0, sequence, change));
  }

  private static List<Forgery> bytes() {
    return List.of(
        flip("a bit of the magic number", MIDDLE, 0),
        flipAt("a bit of the embedded schema", "avro.schema"),
        flipAt("a bit of the codec's name", "avro.codec"),
        flipAt("a bit of the previous digest", "hubstream.previous"),
        flipAt("a bit of the seal", "hubstream.seal"),
        flip("a bit of the records", MIDDLE, -40),
        flip("a bit of a sync marker", MIDDLE, -3),
        flip("a bit of the records of the newest file", FILES, -40),
        flip("the last byte of the newest file", FILES, -1),
        cut("the newest file without its last byte", FILES, b -> Arrays.copyOf(b, b.length - 1)),
        cut("the first half of a file", MIDDLE, b -> Arrays.copyOf(b, b.length / 2)),
        cut("an empty file", MIDDLE, b -> new byte[0]),
        cut("one more byte behind a file", MIDDLE, b -> Arrays.copyOf(b, b.length + 1)),
        cut("the last block of a file once more", MIDDLE, Forgeries::lastBlockTwice),
        cut("zeros over a part of a file", MIDDLE, Forgeries::zeros),
        cut("a text in place of a file", MIDDLE, b -> "nothing to see".getBytes(UTF_8)),
        cut("random bytes of the same length", MIDDLE, Forgeries::random),
        cut("random bytes in place of the file that begins the chain", 0, Forgeries::random));
  }

  private static List<Forgery> files() {
    return List.of(
        seen("a file in the middle removed", Kind.MISSING, a -> Files.delete(a.file(0, MIDDLE))),
        seen("the first file with records removed", Kind.MISSING, a -> Files.delete(a.file(0, 1))),
        seen("the beginning of the chain removed", Kind.MISSING, a -> Files.delete(a.file(0, 0))),
        anchored("the newest file removed", a -> Files.delete(a.file(0, FILES))),
        anchored("all records of a partition removed", a -> removeFrom(a, 0, 1)),
        seen("a whole partition removed", Kind.MISSING, a -> removeFrom(a, 1, 0)),
        seen("everything removed", Kind.MISSING, Forgeries::removeAll),
        seen("a strange file added", Kind.STRANGE, a -> add(a, "0/notes.txt")),
        seen("a file added whose number has too few digits", Kind.STRANGE, Forgeries::shortName),
        seen("a folder with no day", Kind.STRANGE, a -> add(a, "0/2026/13/40/000000000009.avro")),
        seen("a partition made up", Kind.MISPLACED, Forgeries::madeUpPartition),
        seen(
            "a file doubled under the next number",
            Kind.MISPLACED,
            a -> Files.copy(a.file(0, FILES), sibling(a.file(0, FILES), FILES + 1))),
        seen("a file doubled under another day", Kind.DUPLICATE, Forgeries::doubledDay));
  }

  private static List<Forgery> moved() {
    return List.of(
        seen("two files swapped", Kind.MISPLACED, a -> swap(a, 0, 2, 0, 3)),
        seen("the files of two partitions swapped", Kind.MISPLACED, a -> swap(a, 0, 4, 1, 4)),
        seen("two partitions swapped", Kind.MISPLACED, Forgeries::swapPartitions),
        seen("a file moved to another day", Kind.MISPLACED, Forgeries::otherDay),
        seen("a year renamed", Kind.MISPLACED, Forgeries::otherYear),
        seen(
            "the beginning of another partition's chain",
            Kind.MISPLACED,
            a -> a.write(0, 0, a.bytes(1, 0))),
        seen(
            "the newest file of another partition",
            Kind.MISPLACED,
            a -> a.write(0, FILES, a.bytes(1, FILES))),
        seen(
            "a file of another archive of the topic",
            Kind.BROKEN_CHAIN,
            a -> a.write(0, MIDDLE, other(a).bytes(0, MIDDLE))),
        anchored(
            "the whole archive replaced by another one",
            a -> {
              BuiltArchive other = other(a);
              removeAll(a);
              Files.move(other.root().resolve(TOPIC), a.root().resolve(TOPIC));
            }));
  }

  private static List<Forgery> records() {
    return List.of(
        rewritten("a record removed", list -> without(list, 2)),
        rewritten("all records but one removed", list -> list.subList(0, 1)),
        seen(
            "a record removed from the newest file, the count left",
            Kind.RECORDS,
            a -> {
              ArchiveFile file = ArchiveFile.read(a.bytes(0, FILES));
              a.write(0, FILES, ArchiveFile.write(file.header(), without(file.records(), 2)));
            }),
        inNewest("records in another order in the newest file", Forgeries::reversed),
        inNewest("a record doubled in the newest file", list -> with(list, list.get(4), 5)),
        inNewest("a record of another partition in the newest file", Forgeries::otherPartition),
        inNewest("a record of another topic in the newest file", Forgeries::otherTopic),
        inNewest("an offset behind the end of the newest file", Forgeries::farOffset),
        rewritten("an offset changed", Forgeries::otherOffset),
        rewritten("a value replaced", list -> with(list, value(list.get(1), list.get(2).value()))),
        rewritten("a value emptied", list -> with(list, value(list.get(1), null))),
        rewritten("a key replaced", list -> with(list, key(list.get(1), list.get(2).key()))),
        rewritten("a time changed", Forgeries::otherTime),
        rewritten("a header added to a record", Forgeries::moreHeaders),
        seen(
            "an event of the newest file rewritten, its value left",
            Kind.RECORDS,
            a -> a.write(0, FILES, otherEvent(a.bytes(0, FILES)))),
        seen(
            "the same records, not compressed",
            Kind.BROKEN_CHAIN,
            a -> a.write(0, MIDDLE, notCompressed(a.bytes(0, MIDDLE)))));
  }

  private static List<Forgery> headers() {
    return List.of(
        header("closed on another day", Kind.MISPLACED, h -> closed(h, Duration.ofDays(2))),
        header("closed before the file before", Kind.BROKEN_CHAIN, h -> closed(h, DAYS_BEFORE)),
        header("another writer", Kind.BROKEN_CHAIN, h -> written(h, "nobody")),
        header("another topic", Kind.MISPLACED, h -> chain(h, "other", 0, h.chain().origin())),
        header("another partition", Kind.MISPLACED, h -> chain(h, TOPIC, 1, h.chain().origin())),
        header(
            "another topic id",
            Kind.BROKEN_CHAIN,
            h -> chain(h, TOPIC, 0, new Origin("cluster", "another", 2))),
        header("another number", Kind.MISPLACED, h -> link(h, MIDDLE + 1, h.link().previous())),
        header(
            "another previous digest",
            Kind.BROKEN_CHAIN,
            h -> link(h, MIDDLE, Versions.digest("made up"))),
        header("an earlier begin", Kind.BROKEN_CHAIN, h -> extent(h, -2, 0)),
        header("a later end", Kind.BROKEN_CHAIN, h -> extent(h, 0, 2)),
        header("an earlier end", Kind.RECORDS, h -> extent(h, 0, -2)),
        header("records called lost", Kind.RECORDS, Forgeries::calledLost));
  }

  private static final Duration DAYS_BEFORE = Duration.ofDays(-9);

  private static List<Forgery> chains() {
    return List.of(
        anchored(
            "a record removed and the chain made anew from there",
            a -> {
              a.records(0, MIDDLE, list -> without(list, 2));
              a.rechain(0, MIDDLE + 1);
            }),
        anchored(
            "the whole chain made anew",
            a -> {
              a.header(0, 0, h -> written(h, "somebody else"));
              a.rechain(0, 1);
            }),
        anchored(
            "a record removed from the newest file", a -> a.records(0, FILES, l -> without(l, 2))),
        seen(
            "a file removed, the rest renumbered and chained anew",
            Kind.BROKEN_CHAIN,
            a -> closeRanks(a, false)),
        anchored(
            "a file removed, the rest renumbered, chained anew and stretched over the gap",
            a -> closeRanks(a, true)),
        seen(
            "a file chained over the one before it",
            Kind.BROKEN_CHAIN,
            a ->
                a.header(
                    0, FILES, h -> link(h, FILES, digest(a, FILES - 2)))));
  }

  private static Forgery rewritten(String name, UnaryOperator<List<ArchivedRecord>> change) {
    return seen(name, Kind.BROKEN_CHAIN, archive -> archive.records(0, MIDDLE, change));
  }

  private static Forgery inNewest(String name, UnaryOperator<List<ArchivedRecord>> change) {
    return seen(name, Kind.RECORDS, archive -> archive.records(0, FILES, change));
  }

  private static Forgery header(String name, Kind kind, UnaryOperator<FileHeader> change) {
    return seen("a header with " + name, kind, archive -> archive.header(0, MIDDLE, change));
  }

  private static byte[] lastBlockTwice(byte[] file) {
    // A block follows the sync marker of the one before it, and ends with the same marker.
    byte[] sync = Arrays.copyOfRange(file, file.length - SYNC, file.length);
    int begin = find(file, sync) + SYNC;
    byte[] more = Arrays.copyOf(file, file.length + file.length - begin);
    System.arraycopy(file, begin, more, file.length, file.length - begin);
    return more;
  }

  private static byte[] zeros(byte[] file) {
    Arrays.fill(file, file.length / 2, file.length / 2 + 50, (byte) 0);
    return file;
  }

  private static byte[] random(byte[] file) {
    new Random(7).nextBytes(file);
    return file;
  }

  private static int find(byte[] file, byte[] text) {
    for (int at = 0; at + text.length <= file.length; at++) {
      if (Arrays.equals(file, at, at + text.length, text, 0, text.length)) {
        return at;
      }
    }
    throw new IllegalStateException("it is not there");
  }

  private static void removeFrom(BuiltArchive archive, int partition, int first)
      throws IOException {
    for (int sequence = first; sequence <= FILES; sequence++) {
      Files.delete(archive.file(partition, sequence));
    }
  }

  private static void removeAll(BuiltArchive archive) throws IOException {
    removeFrom(archive, 0, 0);
    removeFrom(archive, 1, 0);
    try (Stream<Path> folders = Files.walk(archive.root().resolve(TOPIC))) {
      for (Path folder : folders.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(folder);
      }
    }
  }

  private static void add(BuiltArchive archive, String name) throws IOException {
    Path file = archive.root().resolve(TOPIC).resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "added");
  }

  private static void shortName(BuiltArchive archive) throws IOException {
    Files.copy(archive.file(0, 2), archive.file(0, 2).resolveSibling("2.avro"));
  }

  private static Path sibling(Path file, int sequence) {
    return file.resolveSibling("%012d.avro".formatted(sequence));
  }

  private static void madeUpPartition(BuiltArchive archive) throws IOException {
    Path made = archive.root().resolve(TOPIC).resolve("7");
    Files.createDirectories(made);
    Files.copy(archive.file(0, 0), made.resolve("genesis.avro"));
  }

  private static void doubledDay(BuiltArchive archive) throws IOException {
    Path file = archive.file(0, 2);
    Path day = Files.createDirectories(archive.root().resolve(TOPIC + "/0/2026/12/31"));
    Files.copy(file, day.resolve(file.getFileName()));
  }

  private static void swap(BuiltArchive a, int partition, int one, int otherPartition, int other)
      throws IOException {
    byte[] first = a.bytes(partition, one);
    a.write(partition, one, a.bytes(otherPartition, other));
    a.write(otherPartition, other, first);
  }

  private static void swapPartitions(BuiltArchive archive) throws IOException {
    Path topic = archive.root().resolve(TOPIC);
    Files.move(topic.resolve("0"), topic.resolve("x"));
    Files.move(topic.resolve("1"), topic.resolve("0"));
    Files.move(topic.resolve("x"), topic.resolve("1"));
  }

  private static void otherDay(BuiltArchive archive) throws IOException {
    Path file = archive.file(0, 2);
    Path day = Files.createDirectories(archive.root().resolve(TOPIC + "/0/2026/12/31"));
    Files.move(file, day.resolve(file.getFileName()));
  }

  private static void otherYear(BuiltArchive archive) throws IOException {
    Path partition = archive.root().resolve(TOPIC + "/0");
    Files.move(partition.resolve("2026"), partition.resolve("2025"));
  }

  /** Another archive of the same topic, from the same records, at another time. */
  private static BuiltArchive other(BuiltArchive archive) throws Exception {
    BuiltArchive other =
        BuiltArchive.build(archive.root().resolveSibling("other"), "id");
    other.header(0, 0, h -> written(h, "another"));
    other.rechain(0, 1);
    return other;
  }

  private static List<ArchivedRecord> without(List<ArchivedRecord> list, int index) {
    List<ArchivedRecord> rest = new ArrayList<>(list);
    rest.remove(index);
    return rest;
  }

  private static List<ArchivedRecord> with(
      List<ArchivedRecord> list, ArchivedRecord record, int at) {
    list.add(at, record);
    return list;
  }

  private static List<ArchivedRecord> with(List<ArchivedRecord> list, ArchivedRecord second) {
    list.set(1, second);
    return list;
  }

  private static List<ArchivedRecord> reversed(List<ArchivedRecord> list) {
    Collections.reverse(list);
    return list;
  }

  private static ArchivedRecord at(ArchivedRecord record, SourcePosition position) {
    return new ArchivedRecord(
        position,
        record.timestamp(),
        record.timestampType(),
        record.key(),
        record.value(),
        record.headers());
  }

  private static List<ArchivedRecord> otherPartition(List<ArchivedRecord> list) {
    long offset = list.get(1).position().offset();
    return with(list, at(list.get(1), new SourcePosition(TOPIC, 1, offset)));
  }

  private static List<ArchivedRecord> otherTopic(List<ArchivedRecord> list) {
    long offset = list.get(1).position().offset();
    return with(list, at(list.get(1), new SourcePosition("other", 0, offset)));
  }

  private static List<ArchivedRecord> farOffset(List<ArchivedRecord> list) {
    list.set(4, at(list.get(4), new SourcePosition(TOPIC, 0, 9_999)));
    return list;
  }

  /** The marker's offset in the middle of a file is free. */
  private static List<ArchivedRecord> otherOffset(List<ArchivedRecord> list) {
    long offset = list.get(2).position().offset() + 1;
    list.set(2, at(list.get(2), new SourcePosition(TOPIC, 0, offset)));
    return list;
  }

  private static ArchivedRecord value(ArchivedRecord record, byte[] value) {
    return new ArchivedRecord(
        record.position(),
        record.timestamp(),
        record.timestampType(),
        record.key(),
        value,
        record.headers());
  }

  private static ArchivedRecord key(ArchivedRecord record, byte[] key) {
    return new ArchivedRecord(
        record.position(),
        record.timestamp(),
        record.timestampType(),
        key,
        record.value(),
        record.headers());
  }

  private static List<ArchivedRecord> otherTime(List<ArchivedRecord> list) {
    ArchivedRecord record = list.get(1);
    return with(
        list,
        new ArchivedRecord(
            record.position(),
            record.timestamp() - 60_000,
            record.timestampType(),
            record.key(),
            record.value(),
            record.headers()));
  }

  private static List<ArchivedRecord> moreHeaders(List<ArchivedRecord> list) {
    ArchivedRecord record = list.get(1);
    return with(
        list,
        new ArchivedRecord(
            record.position(),
            record.timestamp(),
            record.timestampType(),
            record.key(),
            record.value(),
            List.of(new ArchivedRecord.Header("by", "somebody".getBytes(UTF_8)))));
  }

  private static FileHeader closed(FileHeader header, Duration later) {
    return new FileHeader(
        header.chain(),
        header.link(),
        header.extent(),
        header.closedAt().plus(later),
        header.writer());
  }

  private static FileHeader written(FileHeader header, String writer) {
    return new FileHeader(
        header.chain(), header.link(), header.extent(), header.closedAt(), writer);
  }

  private static FileHeader chain(FileHeader header, String topic, int partition, Origin origin) {
    return new FileHeader(
        new Chain(topic, partition, origin),
        header.link(),
        header.extent(),
        header.closedAt(),
        header.writer());
  }

  private static FileHeader link(FileHeader header, long sequence, String previous) {
    return new FileHeader(
        header.chain(),
        new Link(sequence, previous),
        header.extent(),
        header.closedAt(),
        header.writer());
  }

  private static FileHeader extent(FileHeader header, long from, long to) {
    Extent extent = header.extent();
    return BuiltArchive.with(
        header,
        new Extent(extent.from() + from, extent.to() + to, extent.records(), extent.lost()));
  }

  private static FileHeader calledLost(FileHeader header) {
    Extent extent = header.extent();
    return BuiltArchive.with(
        header,
        new Extent(
            extent.from(),
            extent.to(),
            extent.records(),
            List.of(new OffsetRange(extent.from(), extent.from() + 2))));
  }

  private static String digest(BuiltArchive archive, int sequence) {
    try {
      return Seal.digest(archive.bytes(0, sequence));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files behind a removed one take the places before them. */
  private static void closeRanks(BuiltArchive a, boolean stretch) throws IOException {
    long gap = ArchiveFile.read(a.bytes(0, MIDDLE)).header().extent().from();
    for (int sequence = MIDDLE; sequence < FILES; sequence++) {
      ArchiveFile next = ArchiveFile.read(a.bytes(0, sequence + 1));
      FileHeader before = ArchiveFile.read(a.bytes(0, sequence - 1)).header();
      Extent extent = next.header().extent();
      FileHeader header =
          BuiltArchive.with(
              link(next.header(), sequence, digest(a, sequence - 1)),
              stretch && sequence == MIDDLE
                  ? new Extent(gap, extent.to(), extent.records(), extent.lost())
                  : extent);
      Files.delete(a.file(0, sequence));
      Path place = a.root().resolve(ArchiveName.after(before).toString());
      Files.createDirectories(place.getParent());
      Files.write(place, ArchiveFile.write(header, next.records()));
    }
    Files.delete(a.file(0, FILES));
  }

  /** Changes the readable event and leaves the bytes that it was made from. */
  private static byte[] otherEvent(byte[] file) throws IOException {
    return avro(
        file,
        CodecFactory.deflateCodec(6),
        record -> {
          GenericRecord event = (GenericRecord) record.get("event");
          event.put("instance", "another-instance");
        });
  }

  private static byte[] notCompressed(byte[] file) throws IOException {
    return avro(file, CodecFactory.nullCodec(), record -> {});
  }

  private static byte[] avro(
      byte[] file, CodecFactory codec, java.util.function.Consumer<GenericRecord> change)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileReader<GenericRecord> reader =
            new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>());
        DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
      writer.setCodec(codec);
      for (String key : reader.getMetaKeys()) {
        if (!key.startsWith("avro.")) {
          writer.setMeta(key, reader.getMeta(key));
        }
      }
      writer.setMeta(Seal.KEY, Seal.OPEN);
      writer.create(reader.getSchema(), bytes);
      for (GenericRecord record : reader) {
        change.accept(record);
        writer.append(record);
      }
    }
    byte[] forged = bytes.toByteArray();
    Seal.close(forged);
    return forged;
  }
}

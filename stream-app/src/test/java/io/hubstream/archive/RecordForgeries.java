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
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** What somebody could do who knows the format: files written anew, each with a right seal. */
final class RecordForgeries {
  private static final int MIDDLE = 3;
  private static final Duration DAYS_BEFORE = Duration.ofDays(-9);

  private RecordForgeries() {}

  static List<Forgery> all() {
    return Stream.of(records(), headers(), chains()).flatMap(List::stream).toList();
  }

  private static List<Forgery> records() {
    return List.of(
        rewritten("a record removed", list -> without(list, 2)),
        rewritten("all records but one removed", list -> list.subList(0, 1)),
        Forgery.seen(
            "a record removed from the newest file, the count left",
            Kind.RECORDS,
            a -> {
              ArchiveFile file = ArchiveFile.read(a.bytes(0, FILES));
              a.write(0, FILES, ArchiveFile.write(file.header(), without(file.records(), 2)));
            }),
        inNewest("records in another order in the newest file", RecordForgeries::reversed),
        inNewest("a record doubled in the newest file", list -> with(list, list.get(4), 5)),
        inNewest(
            "a record of another partition in the newest file", RecordForgeries::otherPartition),
        inNewest("a record of another topic in the newest file", RecordForgeries::otherTopic),
        inNewest("an offset behind the end of the newest file", RecordForgeries::farOffset),
        rewritten("an offset changed", RecordForgeries::otherOffset),
        rewritten("a value replaced", list -> with(list, value(list.get(1), list.get(2).value()))),
        rewritten("a value emptied", list -> with(list, value(list.get(1), null))),
        rewritten("a key replaced", list -> with(list, key(list.get(1), list.get(2).key()))),
        rewritten("a time changed", RecordForgeries::otherTime),
        rewritten("a header added to a record", RecordForgeries::moreHeaders),
        Forgery.seen(
            "an event of the newest file rewritten, its value left",
            Kind.RECORDS,
            a -> a.write(0, FILES, otherEvent(a.bytes(0, FILES)))),
        Forgery.seen(
            "an event of the newest file emptied, its value left",
            Kind.RECORDS,
            a -> a.write(0, FILES, noEvent(a.bytes(0, FILES)))),
        Forgery.seen(
            "the same records, not compressed",
            Kind.BROKEN_CHAIN,
            a -> a.write(0, MIDDLE, notCompressed(a.bytes(0, MIDDLE)))));
  }

  private static List<Forgery> headers() {
    return List.of(
        header("closed on another day", Kind.MISPLACED, h -> closed(h, Duration.ofDays(2))),
        header("closed before the file before", Kind.BROKEN_CHAIN, h -> closed(h, DAYS_BEFORE)),
        header("another writer", Kind.BROKEN_CHAIN, h -> BuiltArchive.written(h, "nobody")),
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
        header("records called lost", Kind.RECORDS, RecordForgeries::calledLost));
  }

  private static List<Forgery> chains() {
    return List.of(
        Forgery.anchored(
            "a record removed and the chain made anew from there",
            a -> {
              a.records(0, MIDDLE, list -> without(list, 2));
              a.rechain(0, MIDDLE + 1);
            }),
        Forgery.anchored(
            "the whole chain made anew",
            a -> {
              a.header(0, 0, h -> BuiltArchive.written(h, "somebody else"));
              a.rechain(0, 1);
            }),
        Forgery.anchored(
            "a record removed from the newest file", a -> a.records(0, FILES, l -> without(l, 2))),
        Forgery.seen(
            "a file removed, the rest renumbered and chained anew",
            Kind.BROKEN_CHAIN,
            a -> closeRanks(a, false)),
        Forgery.anchored(
            "a file removed, the rest renumbered, chained anew and stretched over the gap",
            a -> closeRanks(a, true)),
        Forgery.seen(
            "a file chained over the one before it",
            Kind.BROKEN_CHAIN,
            a -> a.header(0, FILES, h -> link(h, FILES, digest(a, FILES - 2)))));
  }

  private static Forgery rewritten(String name, UnaryOperator<List<ArchivedRecord>> change) {
    return Forgery.seen(name, Kind.BROKEN_CHAIN, archive -> archive.records(0, MIDDLE, change));
  }

  private static Forgery inNewest(String name, UnaryOperator<List<ArchivedRecord>> change) {
    return Forgery.seen(name, Kind.RECORDS, archive -> archive.records(0, FILES, change));
  }

  private static Forgery header(String name, Kind kind, UnaryOperator<FileHeader> change) {
    return Forgery.seen(
        "a header with " + name, kind, archive -> archive.header(0, MIDDLE, change));
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

  private static byte[] noEvent(byte[] file) throws IOException {
    return avro(file, CodecFactory.deflateCodec(6), record -> record.put("event", null));
  }

  private static byte[] notCompressed(byte[] file) throws IOException {
    return avro(file, CodecFactory.nullCodec(), record -> {});
  }

  private static byte[] avro(byte[] file, CodecFactory codec, Consumer<GenericRecord> change)
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

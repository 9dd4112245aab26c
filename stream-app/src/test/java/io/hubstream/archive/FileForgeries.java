package io.hubstream.archive;

import static io.hubstream.archive.BuiltArchive.FILES;
import static io.hubstream.archive.BuiltArchive.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubstream.archive.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What somebody could do who knows nothing of the format: to bytes, files and folders. */
final class FileForgeries {
  private static final int SYNC = 16;
  private static final int MIDDLE = 3;

  private FileForgeries() {}

  static List<Forgery> all() {
    return Stream.of(bytes(), files(), moved()).flatMap(List::stream).toList();
  }

  private static Forgery flip(String name, int sequence, int at) {
    return Forgery.seen(
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
    return Forgery.seen(
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
    return Forgery.seen(name, Kind.DAMAGED, archive -> archive.bytes(0, sequence, change));
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
        cut("the last block of a file once more", MIDDLE, FileForgeries::lastBlockTwice),
        cut("zeros over a part of a file", MIDDLE, FileForgeries::zeros),
        cut("a text in place of a file", MIDDLE, b -> "nothing to see".getBytes(UTF_8)),
        cut("random bytes of the same length", MIDDLE, FileForgeries::random),
        cut("random bytes in place of the file that begins the chain", 0, FileForgeries::random));
  }

  private static List<Forgery> files() {
    return List.of(
        Forgery.seen(
            "a file in the middle removed", Kind.MISSING, a -> Files.delete(a.file(0, MIDDLE))),
        Forgery.seen(
            "the first file with records removed", Kind.MISSING, a -> Files.delete(a.file(0, 1))),
        Forgery.seen(
            "the beginning of the chain removed", Kind.MISSING, a -> Files.delete(a.file(0, 0))),
        Forgery.anchored("the newest file removed", a -> Files.delete(a.file(0, FILES))),
        Forgery.anchored("all records of a partition removed", a -> removeFrom(a, 0, 1)),
        Forgery.seen("a whole partition removed", Kind.MISSING, a -> removeFrom(a, 1, 0)),
        Forgery.seen("everything removed", Kind.MISSING, FileForgeries::removeAll),
        Forgery.seen("a strange file added", Kind.STRANGE, a -> add(a, "0/notes.txt")),
        Forgery.seen(
            "a file added whose number has too few digits", Kind.STRANGE, FileForgeries::shortName),
        Forgery.seen(
            "a folder with no day", Kind.STRANGE, a -> add(a, "0/2026/13/40/000000000009.avro")),
        Forgery.seen("a partition made up", Kind.MISPLACED, FileForgeries::madeUpPartition),
        Forgery.seen(
            "a file doubled under the next number",
            Kind.MISPLACED,
            a -> Files.copy(a.file(0, FILES), sibling(a.file(0, FILES), FILES + 1))),
        Forgery.seen(
            "a file doubled under another day", Kind.DUPLICATE, FileForgeries::doubledDay));
  }

  private static List<Forgery> moved() {
    return List.of(
        Forgery.seen("two files swapped", Kind.MISPLACED, a -> swap(a, 0, 2, 0, 3)),
        Forgery.seen(
            "the files of two partitions swapped", Kind.MISPLACED, a -> swap(a, 0, 4, 1, 4)),
        Forgery.seen("two partitions swapped", Kind.MISPLACED, FileForgeries::swapPartitions),
        Forgery.seen("a file moved to another day", Kind.MISPLACED, FileForgeries::otherDay),
        Forgery.seen("a year renamed", Kind.MISPLACED, FileForgeries::otherYear),
        Forgery.seen(
            "the beginning of another partition's chain",
            Kind.MISPLACED,
            a -> a.write(0, 0, a.bytes(1, 0))),
        Forgery.seen(
            "the newest file of another partition",
            Kind.MISPLACED,
            a -> a.write(0, FILES, a.bytes(1, FILES))),
        Forgery.seen(
            "a file of another archive of the topic",
            Kind.BROKEN_CHAIN,
            a -> a.write(0, MIDDLE, other(a).bytes(0, MIDDLE))),
        Forgery.anchored(
            "the whole archive replaced by another one",
            a -> {
              BuiltArchive other = other(a);
              removeAll(a);
              Files.move(other.root().resolve(TOPIC), a.root().resolve(TOPIC));
            }));
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
    BuiltArchive other = BuiltArchive.build(archive.root().resolveSibling("other"), "id");
    other.header(0, 0, h -> BuiltArchive.written(h, "another"));
    other.rechain(0, 1);
    return other;
  }
}

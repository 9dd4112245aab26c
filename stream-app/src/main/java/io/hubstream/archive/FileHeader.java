package io.hubstream.archive;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a file of the archive says of itself, in the header of the Avro container.
 *
 * @param chain which records it continues
 * @param link its place in the chain
 * @param extent what it covers
 * @param closedAt when it was closed, never before the file before it; milliseconds
 * @param writer who wrote it, for people
 */
public record FileHeader(Chain chain, Link link, Extent extent, Instant closedAt, String writer) {
  private static final String PREFIX = "hubstream.";
  private static final String VERSION = "1";

  /** The records of one partition. */
  public record Chain(String topic, int partition, Origin origin) {
    @Override
    public String toString() {
      return topic + "-" + partition;
    }
  }

  /**
   * A place in a chain.
   *
   * @param sequence 0 for the file that begins the chain and holds no record
   * @param previous digest of the file before; empty for the first
   */
  public record Link(long sequence, String previous) {}

  /**
   * What a file covers. An offset within it that has no record had none to be read: a transaction
   * marker stands there, an aborted record, or compaction had removed it.
   *
   * @param from offset where the file before ended
   * @param to offset behind the last that was read
   * @param records how many
   * @param lost offsets that retention had removed before they were read
   */
  public record Extent(long from, long to, int records, List<OffsetRange> lost) {
    public Extent {
      lost = List.copyOf(lost);
    }
  }

  /** The file that begins a chain. */
  static FileHeader genesis(Chain chain, Instant at, String writer) {
    return new FileHeader(chain, new Link(0, ""), new Extent(0, 0, 0, List.of()), at, writer);
  }

  Map<String, String> toMetadata() {
    Map<String, String> metadata = new TreeMap<>();
    put(metadata, "archive", VERSION);
    put(metadata, "topic", chain.topic());
    put(metadata, "partition", chain.partition());
    put(metadata, "cluster.id", chain.origin().clusterId());
    put(metadata, "topic.id", chain.origin().topicId());
    put(metadata, "partitions", chain.origin().partitions());
    put(metadata, "sequence", link.sequence());
    put(metadata, "previous", link.previous());
    put(metadata, "from", extent.from());
    put(metadata, "to", extent.to());
    put(metadata, "records", extent.records());
    put(
        metadata,
        "lost",
        extent.lost().stream().map(OffsetRange::toString).collect(Collectors.joining(",")));
    put(metadata, "closed", closedAt);
    put(metadata, "writer", writer);
    return metadata;
  }

  private static void put(Map<String, String> metadata, String name, Object value) {
    metadata.put(PREFIX + name, value.toString());
  }

  /**
   * Reads it back.
   *
   * @throws IOException something is missing or not of its form
   */
  static FileHeader parse(Map<String, String> metadata) throws IOException {
    if (!VERSION.equals(metadata.get(PREFIX + "archive"))) {
      throw new IOException(
          "its header names archive version '%s', which is not known here"
              .formatted(metadata.get(PREFIX + "archive")));
    }
    try {
      return new FileHeader(
          new Chain(
              get(metadata, "topic"),
              Integer.parseInt(get(metadata, "partition")),
              new Origin(
                  get(metadata, "cluster.id"),
                  get(metadata, "topic.id"),
                  Integer.parseInt(get(metadata, "partitions")))),
          new Link(number(metadata, "sequence"), get(metadata, "previous")),
          new Extent(
              number(metadata, "from"),
              number(metadata, "to"),
              Integer.parseInt(get(metadata, "records")),
              lost(get(metadata, "lost"))),
          Instant.parse(get(metadata, "closed")),
          get(metadata, "writer"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("its header cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<OffsetRange> lost(String text) {
    return Arrays.stream(text.split(","))
        .filter(range -> !range.isEmpty())
        .map(OffsetRange::parse)
        .toList();
  }

  private static long number(Map<String, String> metadata, String name) {
    return Long.parseLong(get(metadata, name));
  }

  private static String get(Map<String, String> metadata, String name) {
    String value = metadata.get(PREFIX + name);
    if (value == null) {
      throw new IllegalArgumentException("%s%s is missing".formatted(PREFIX, name));
    }
    return value;
  }
}

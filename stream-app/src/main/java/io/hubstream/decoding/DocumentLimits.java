package io.hubstream.decoding;

import java.time.Duration;

/**
 * What one document may cost.
 *
 * @param maxBytes longest file, in bytes
 * @param maxCharacters longest text, in UTF-16 units
 * @param timeout longest time in the parser; starting a parser process and waiting for a free one
 *     are not counted
 * @param heapMegabytes Java heap of a parser process; the file and its text must fit beside the
 *     parser's own data
 * @param workers parser processes, at most; also the number of documents parsed at once
 * @param documentsPerWorker after so many documents a parser process is replaced, which bounds what
 *     a leak in a parser can hold
 */
public record DocumentLimits(
    long maxBytes,
    int maxCharacters,
    Duration timeout,
    int heapMegabytes,
    int workers,
    int documentsPerWorker) {

  /** 32 MiB, five million characters, ten seconds, two processes of 512 MiB. */
  public static final DocumentLimits DEFAULT =
      new DocumentLimits(32L << 20, 5_000_000, Duration.ofSeconds(10), 512, 2, 500);

  private static final int MIN_HEAP_MEGABYTES = 32;

  public DocumentLimits {
    require(maxCharacters >= 1, "maxCharacters", maxCharacters, "at least 1");
    require(timeout.compareTo(Duration.ZERO) > 0, "timeout", timeout, "more than 0");
    require(
        heapMegabytes >= MIN_HEAP_MEGABYTES,
        "heapMegabytes",
        heapMegabytes,
        "at least " + MIN_HEAP_MEGABYTES);
    long half = ((long) heapMegabytes << 20) / 2;
    require(
        maxBytes >= 1 && maxBytes <= Math.min(half, Integer.MAX_VALUE - 1024),
        "maxBytes",
        maxBytes,
        "at least 1, at most half of the heap and below 2 GiB");
    require(workers >= 1, "workers", workers, "at least 1");
    require(documentsPerWorker >= 1, "documentsPerWorker", documentsPerWorker, "at least 1");
  }

  private static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s = %s: must be %s".formatted(name, value, rule));
    }
  }
}

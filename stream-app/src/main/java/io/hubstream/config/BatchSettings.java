package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * When a batch closes, and what sizes it may have.
 *
 * @param maxSize most rows
 * @param linger age of the oldest row at which a batch closes that no further row is on its way to
 * @param timeout age of the oldest row at which a batch closes in any case
 * @param allowedSizes ascending; the last is {@code maxSize}
 */
public record BatchSettings(
    int maxSize, Duration linger, Duration timeout, List<Integer> allowedSizes) {
  public static final String MAX_SIZE = "batch.max.size";
  public static final String LINGER_MS = "batch.linger.ms";
  public static final String TIMEOUT_MS = "batch.timeout.ms";
  public static final String ALLOWED_SIZES = "batch.allowed.sizes";

  static final Concern CONCERN =
      new Concern(
          "Batching",
          new ConfigDef()
              .define(MAX_SIZE, INT, 32, between(1, 4_096), HIGH, "Most rows of a batch.")
              .define(
                  LINGER_MS,
                  LONG,
                  5L,
                  between(0, 10_000),
                  MEDIUM,
                  "A batch that no further record is on its way to closes when its oldest row is"
                      + " this old; no longer than batch.timeout.ms.")
              .define(
                  TIMEOUT_MS,
                  LONG,
                  50L,
                  between(0, 10_000),
                  HIGH,
                  "A batch closes when its oldest row is this old, full or not.")
              .define(
                  ALLOWED_SIZES,
                  LIST,
                  List.of(),
                  Checks.batchSizes(),
                  MEDIUM,
                  "Sizes that a batch is padded to, ascending, the last being batch.max.size. Empty"
                      + " takes four for each doubling (8, 10, 12, 14, 16, 20, ...), so that at most a"
                      + " fifth is padding. Each is warmed when a model is loaded."));

  public BatchSettings {
    allowedSizes = List.copyOf(allowedSizes);
  }

  static BatchSettings of(Values values) {
    int maxSize = values.integer(MAX_SIZE);
    List<Integer> sizes = sizes(values);
    Duration timeout = values.millis(TIMEOUT_MS);
    Duration linger = values.millis(LINGER_MS);
    return new BatchSettings(
        maxSize,
        linger.compareTo(timeout) < 0 ? linger : timeout,
        timeout,
        sizes.isEmpty() ? fourForEachDoubling(maxSize) : sizes);
  }

  static List<Integer> sizes(Values values) {
    return values.list(ALLOWED_SIZES).stream().map(Integer::valueOf).toList();
  }

  private static List<Integer> fourForEachDoubling(int maxSize) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size < maxSize; size += Math.max(1, Integer.highestOneBit(size) / 4)) {
      sizes.add(size);
    }
    sizes.add(maxSize);
    return sizes;
  }
}

package io.hubstream.bench.scale;

import java.util.List;
import java.util.Locale;

/** What grows. */
public enum Series {
  BACKLOG("records that wait at once", List.of(1_000L, 10_000L, 100_000L, 1_000_000L)),
  PARTITIONS("partitions", List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L)),
  MODELS("models for each record", List.of(1L, 2L, 3L, 4L)),
  INSTANCES("processes", List.of(1L, 2L, 3L));

  /** As many as each of three processes has a share of. */
  private static final int SHARED_PARTITIONS = 12;

  private static final int PARTITIONS_OF_ONE = 4;

  private final String axis;
  private final List<Long> sizes;

  Series(String axis, List<Long> sizes) {
    this.axis = axis;
    this.sizes = sizes;
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }

  /** What is counted along it. */
  public String axis() {
    return axis;
  }

  /** Its values, ascending. */
  public List<Long> sizes() {
    return sizes;
  }

  /** What is started for this size. */
  Layout layoutAt(long size) {
    return switch (this) {
      case BACKLOG -> new Layout(PARTITIONS_OF_ONE, 1, 1);
      case PARTITIONS -> new Layout((int) size, 1, 1);
      case MODELS -> new Layout(PARTITIONS_OF_ONE, (int) size, 1);
      case INSTANCES -> new Layout(SHARED_PARTITIONS, 1, (int) size);
    };
  }

  /**
   * @param instances processes that share the partitions
   */
  record Layout(int partitions, int models, int instances) {}
}

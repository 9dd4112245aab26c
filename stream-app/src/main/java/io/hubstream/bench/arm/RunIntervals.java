package io.hubstream.bench.arm;

import java.util.Arrays;
import java.util.Comparator;

/** When runs were under way, by {@link System#nanoTime()}. Safe for any thread. */
final class RunIntervals {
  private long[] starts = new long[1024];
  private long[] ends = new long[1024];
  private int size;

  synchronized void add(long start, long end) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    starts[size] = start;
    ends[size++] = end;
  }

  /** Nanoseconds between the two times in which at least one run was under way. */
  synchronized long busyNanos(long from, long to) {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> starts[i] - from));
    long busy = 0;
    long covered = from;
    for (int i : order) {
      long start = Math.max(starts[i], covered);
      long end = Math.min(ends[i], to);
      if (end > start) {
        busy += end - start;
        covered = end;
      }
    }
    return busy;
  }
}

package io.hubstream.bench.latency;

import java.util.Arrays;

/**
 * When records were due and when their outcomes were seen, by {@link System#nanoTime()}: sixteen
 * bytes a record. Any thread may call.
 */
final class Samples {
  private long[] due = new long[1_024];
  private long[] seen = new long[1_024];
  private int size;

  /** Takes one in. */
  interface Visitor {
    void sample(long dueNanos, long seenNanos);
  }

  synchronized void add(long dueNanos, long seenNanos) {
    if (size == due.length) {
      due = Arrays.copyOf(due, size * 2);
      seen = Arrays.copyOf(seen, size * 2);
    }
    due[size] = dueNanos;
    seen[size++] = seenNanos;
  }

  synchronized int size() {
    return size;
  }

  synchronized void forEach(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      visitor.sample(due[i], seen[i]);
    }
  }
}

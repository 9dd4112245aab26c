package io.hubstream.batching;

import io.hubstream.serving.Servable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that wait for one servable. Pure arithmetic: no threads, no clock; the scheduler guards
 * it with its lock.
 */
final class ServableQueue {
  private final Servable servable;
  private final BatchPolicy policy;
  private final ArrayDeque<BatchItem> items = new ArrayDeque<>();
  private int expected;

  ServableQueue(Servable servable, BatchPolicy policy) {
    this.servable = servable;
    this.policy = policy;
  }

  Servable servable() {
    return servable;
  }

  void addAll(List<BatchItem> rows) {
    items.addAll(rows);
  }

  /** Counts records that are on their way, or that arrived: less than 0. */
  void expect(int records) {
    expected += records;
  }

  /** Whether further rows are on their way. */
  boolean isExpecting() {
    return expected > 0;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  int size() {
    return items.size();
  }

  /** When the oldest row came, by {@link System#nanoTime()}; the queue must not be empty. */
  long oldestNanos() {
    return items.getFirst().enqueuedNanos();
  }

  /**
   * How long until a batch may close.
   *
   * @param hurried whether a commit waits
   * @return 0 or less when one may close now; the queue must not be empty
   */
  long nanosUntilReady(long nowNanos, boolean hurried) {
    if (items.size() >= policy.maxSize() || (hurried && !isExpecting())) {
      return 0;
    }
    Duration wait = isExpecting() ? policy.timeout() : policy.linger();
    return oldestNanos() + wait.toNanos() - nowNanos;
  }

  /** Takes the oldest rows, as many as fit. */
  List<BatchItem> take() {
    int size = Math.min(items.size(), policy.maxSize());
    List<BatchItem> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(items.removeFirst());
    }
    return batch;
  }
}

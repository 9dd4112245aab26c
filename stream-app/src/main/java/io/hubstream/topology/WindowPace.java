package io.hubstream.topology;

import java.time.Duration;

/**
 * How many records each task may have in flight. All of them must be done within the drain time
 * limit before a commit, and nobody knows beforehand how long the next ones take: the number starts
 * small, doubles while full windows drain fast, halves when one drains slowly, and falls to one
 * when the limit was passed. Below the number that it starts with it also grows while windows drain
 * neither fast nor slowly: a model whose every run takes that long would stay at one otherwise. So
 * a stream of records that are slow to decode is processed slowly instead of never.
 *
 * <p>Shared by all tasks of the application, so that it outlives a failed task. Safe for any
 * thread.
 */
public final class WindowPace {
  private static final int START = 16;
  private static final int SLOW_SHARE = 8;
  private static final int FAST_SHARE = 32;

  private final int most;
  private final long slowNanos;
  private final long fastNanos;
  private int limit;

  /**
   * @param most largest number of records in flight
   * @param drainTimeout see {@link TaskSettings#drainTimeout()}; a drain is slow from an eighth of
   *     it
   */
  public WindowPace(int most, Duration drainTimeout) {
    this.most = most;
    this.slowNanos = drainTimeout.toNanos() / SLOW_SHARE;
    this.fastNanos = drainTimeout.toNanos() / FAST_SHARE;
    this.limit = Math.min(START, most);
  }

  /** Records that a task may have in flight now, 1 or more. */
  synchronized int limit() {
    return limit;
  }

  /** A window was drained. */
  synchronized void drained(int records, Duration took) {
    if (took.toNanos() > slowNanos) {
      limit = Math.max(1, limit / 2);
    } else if ((took.toNanos() < fastNanos || limit < START) && records * 2 >= limit) {
      limit = Math.min(most, limit * 2);
    }
  }

  /** A window was not drained in time, or its records did not fit into the memory. */
  synchronized void overwhelmed() {
    limit = 1;
  }
}

package io.hubstream.topology;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many documents in that need the parser as could all run into its time limit within
 * half of the drain time limit. Intake waits here, not the commit.
 *
 * <p>Stream threads enter; decode threads leave. Safe for any thread.
 */
public final class ParserGate {
  private final Semaphore permits;
  private final Duration limit;

  /**
   * @param workers documents that are parsed at a time
   * @param documentTimeout longest time of one
   * @param drainTimeout see {@link TaskSettings#drainTimeout()}
   */
  public ParserGate(int workers, Duration documentTimeout, Duration drainTimeout) {
    long rounds =
        Math.max(1, drainTimeout.toMillis() / 2 / Math.max(1, documentTimeout.toMillis()));
    this.permits = new Semaphore((int) Math.min(Integer.MAX_VALUE, workers * rounds));
    this.limit = drainTimeout;
  }

  /** Waits for a place; the caller must {@link #leave()} exactly once. */
  void enter() {
    try {
      if (!permits.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TaskFailedException(
            "no document parser was free within drain.timeout.ms=" + limit.toMillis(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("interrupted while waiting for a document parser", e);
    }
  }

  void leave() {
    permits.release();
  }
}

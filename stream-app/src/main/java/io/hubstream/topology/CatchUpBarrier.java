package io.hubstream.topology;

import io.hubstream.serving.ServingSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets the tasks of an application wait for the registry, without one wait adding to the next:
 * after a wait that failed, the others only look for a while, so that a stream thread with many new
 * partitions is not held up by each of them.
 *
 * <p>Safe for any thread.
 */
final class CatchUpBarrier {
  private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

  /** Long enough for a reader that is up to date to say so. */
  private static final Duration REST_WAIT = Duration.ofMillis(300);

  private final ServingSource serving;
  private final Duration limit;
  private final AtomicLong restUntil = new AtomicLong(Long.MIN_VALUE);

  CatchUpBarrier(ServingSource serving, Duration limit) {
    this.serving = serving;
    this.limit = limit;
  }

  /**
   * Waits before the first record of a partition; audits REGRESSED when it could not catch up, or
   * when a version that the previous owner may serve was refused here.
   */
  void await(String topic, int partition) {
    try {
      boolean rest = restUntil.get() != Long.MIN_VALUE && System.nanoTime() < restUntil.get();
      Duration wait = rest && REST_WAIT.compareTo(limit) < 0 ? REST_WAIT : limit;
      if (!serving.awaitCaughtUp(wait)) {
        restUntil.set(System.nanoTime() + REST_NANOS);
        serving.reportRegressed(
            topic,
            partition,
            "could not catch up with the registry within %d ms of the assignment"
                .formatted(wait.toMillis()));
        return;
      }
      serving.behind().ifPresent(why -> serving.reportRegressed(topic, partition, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("interrupted while catching up with the registry", e);
    }
  }
}

package io.hubstream.bench.latency;

import java.time.Duration;

/**
 * Measures how much the service can do: whenever an outcome comes, another record is sent, so that
 * there is always work for about two seconds. The sender and the reader take their share of the
 * machine, as they do afterwards. Owned by one thread.
 */
final class ClosedLoop {
  private static final double WORK_SECONDS = 2;
  private static final long FEWEST = 64;
  private static final long MOST_BYTES = 64_000_000;
  private static final long TICK_MS = 5;
  private static final Duration RATE_EVERY = Duration.ofMillis(500);

  private final Rig rig;
  private final long most;
  private long wanted = FEWEST;

  /**
   * @param meanBytes of a record
   */
  ClosedLoop(Rig rig, long meanBytes) {
    this.rig = rig;
    this.most = Math.max(FEWEST, MOST_BYTES / Math.max(1, meanBytes));
  }

  /** Keeps the service busy. */
  void warmUp(Duration time) throws InterruptedException {
    keepBusy(time);
  }

  /**
   * Outcomes per second; keeps it busy meanwhile.
   *
   * @throws IllegalStateException there were none
   */
  double measure(Duration window) throws InterruptedException {
    OutcomeReader.Seen from = rig.reader().seen();
    keepBusy(window);
    OutcomeReader.Seen to = rig.reader().seen();
    if (to.count() == from.count()) {
      throw new IllegalStateException(
          "no result came within %.1f s: the window must be longer"
              .formatted(window.toMillis() / 1e3));
    }
    return (to.count() - from.count()) / ((to.nanos() - from.nanos()) / 1e9);
  }

  private void keepBusy(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    OutcomeReader.Seen before = rig.reader().seen();
    long beforeNanos = System.nanoTime();
    while (System.nanoTime() < end) {
      for (long i = rig.backlog(); i < wanted; i++) {
        rig.sender().send(new Due(Due.UNCOUNTED, System.nanoTime()));
      }
      Thread.sleep(TICK_MS);
      long now = System.nanoTime();
      if (now - beforeNanos >= RATE_EVERY.toNanos()) {
        rig.requireAlive();
        OutcomeReader.Seen seen = rig.reader().seen();
        wanted = wanted((seen.count() - before.count()) / ((now - beforeNanos) / 1e9));
        before = seen;
        beforeNanos = now;
      }
    }
  }

  private long wanted(double perSecond) {
    return Math.min(most, Math.max(FEWEST, Math.round(perSecond * WORK_SECONDS)));
  }
}

package io.hubstream.bench.latency;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Sends records when they are due, whatever becomes of those before: a service that stands still
 * does not slow down what comes to it, and every record that waits for it meanwhile is counted.
 * Owned by one thread.
 */
final class OpenLoop {
  /** Records that are due within this time go out together: a sender that spins takes a core. */
  private static final long SHORTEST_WAIT_NANOS = 200_000;

  private static final long LONGEST_WAIT_NANOS = 50_000_000;
  private static final long SAMPLE_NANOS = 50_000_000;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Rig rig;
  private final Stage stage;
  private final BacklogTrend trend;
  private final Histogram sendDelays = LatencyStats.histogram();
  private long counted;
  private long lastDue;
  private long lastSent;
  private long nextSample;
  private long cpuBefore;

  /**
   * What is sent.
   *
   * @param number under which its outcomes are collected
   * @param leadIn time at the same rate before anything counts
   * @param duration of what counts
   */
  record Stage(int number, double perSecond, Duration leadIn, Duration duration) {}

  OpenLoop(Rig rig, Stage stage) {
    this.rig = rig;
    this.stage = stage;
    this.trend = new BacklogTrend(stage.perSecond());
  }

  /**
   * Sends for as long as the stage is, and on while there is a reason to.
   *
   * @param goOn asked once the time is over
   * @throws IllegalStateException nothing was due in that time
   */
  Sent run(Schedule schedule, BooleanSupplier goOn) throws InterruptedException {
    long start = System.nanoTime() + LONGEST_WAIT_NANOS;
    long from = start + stage.leadIn().toNanos();
    long to = from + stage.duration().toNanos();
    for (long due = start + schedule.nextNanos();
        due < to || goOn.getAsBoolean();
        due = start + schedule.nextNanos()) {
      long now = awaitTime(due, from);
      rig.sender().send(new Due(due < from ? Due.UNCOUNTED : stage.number(), due));
      if (due >= from) {
        count(due, now);
      }
    }
    return sent(from, Math.max(to, lastDue));
  }

  private void count(long due, long now) {
    if (counted++ == 0) {
      cpuBefore = SYSTEM.getProcessCpuTime();
    }
    LatencyStats.record(sendDelays, due, now);
    lastDue = due;
    lastSent = now;
  }

  private Sent sent(long from, long to) {
    LatencyStats delays =
        LatencyStats.of(sendDelays)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "at %.3f records/s none was due within %.1f s: it needs longer"
                            .formatted(stage.perSecond(), stage.duration().toMillis() / 1e3)));
    double seconds = (Math.max(to, lastSent) - from) / 1e9;
    return new Sent(
        counted / seconds,
        delays,
        trend.growthPerSecond(),
        trend.isSustained(),
        (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e9 / seconds);
  }

  /** Waits, if there is still time, and looks around meanwhile. */
  private long awaitTime(long due, long from) throws InterruptedException {
    long now = System.nanoTime();
    sample(due, now, from);
    while (now - due < 0) {
      LockSupport.parkNanos(Math.max(SHORTEST_WAIT_NANOS, Math.min(LONGEST_WAIT_NANOS, due - now)));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      now = System.nanoTime();
      sample(due, now, from);
    }
    return now;
  }

  /** A record that is due and not yet sent waits, too. */
  private void sample(long due, long now, long from) throws InterruptedException {
    if (now - nextSample >= 0 || nextSample == 0) {
      nextSample = now + SAMPLE_NANOS;
      rig.requireAlive();
      if (now >= from) {
        double unsent = Math.max(0, now - due) / 1e9 * stage.perSecond();
        trend.add((now - from) / 1e9, rig.backlog() + unsent);
      }
    }
  }
}

package io.hubstream.bench.latency;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * A distribution of latencies, in milliseconds, to a thousandth of each value.
 *
 * @param count how many there are
 */
public record LatencyStats(long count, double p50Ms, double p99Ms, double p999Ms, double maxMs) {
  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;
  private static final double MICROS_PER_MS = 1e3;

  /** Empty when there is none. */
  static Optional<LatencyStats> of(Samples samples) {
    Histogram micros = histogram();
    samples.forEach((due, seen) -> record(micros, due, seen));
    return of(micros);
  }

  /** A histogram of microseconds. */
  static Histogram histogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  /** What is longer than an hour counts as an hour. */
  static void record(Histogram micros, long dueNanos, long seenNanos) {
    long latency = Math.max(0, seenNanos - dueNanos) / 1_000;
    micros.recordValue(Math.min(latency, LONGEST_MICROS));
  }

  /** Empty when there is none. */
  static Optional<LatencyStats> of(Histogram micros) {
    if (micros.getTotalCount() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new LatencyStats(
            micros.getTotalCount(),
            micros.getValueAtPercentile(50) / MICROS_PER_MS,
            micros.getValueAtPercentile(99) / MICROS_PER_MS,
            micros.getValueAtPercentile(99.9) / MICROS_PER_MS,
            micros.getMaxValue() / MICROS_PER_MS));
  }
}

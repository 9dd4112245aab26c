package io.hubstream.bench.latency;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The time of a swap: from the request to one second after the version served, by {@link
 * System#nanoTime()}.
 */
record SwapWindow(long fromNanos, long toNanos) {

  /** Latencies of the records that met a swap, and of the others. */
  record Split(Optional<LatencyStats> during, Optional<LatencyStats> between) {}

  /** Whether a record was under way at some moment of the window. */
  boolean meets(long dueNanos, long seenNanos) {
    return dueNanos - toNanos <= 0 && seenNanos - fromNanos >= 0;
  }

  static Split split(Samples samples, List<SwapWindow> windows) {
    Histogram during = LatencyStats.histogram();
    Histogram between = LatencyStats.histogram();
    samples.forEach(
        (due, seen) ->
            LatencyStats.record(
                windows.stream().anyMatch(window -> window.meets(due, seen)) ? during : between,
                due,
                seen));
    return new Split(LatencyStats.of(during), LatencyStats.of(between));
  }
}

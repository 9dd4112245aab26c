package io.hubstream.bench.latency;

import java.util.Locale;

/**
 * What came out at one rate.
 *
 * @param share of the capacity
 * @param latency from when a record was due to when its outcome was seen
 */
public record RateResult(double share, double offeredPerSecond, LatencyStats latency, Sent sent) {
  String inWords() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms of %d results%s",
        latency.p50Ms(),
        latency.p99Ms(),
        latency.p999Ms(),
        latency.maxMs(),
        latency.count(),
        sent.sustained() ? "" : "; NOT SUSTAINED");
  }
}

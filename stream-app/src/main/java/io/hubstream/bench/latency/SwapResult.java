package io.hubstream.bench.latency;

import java.util.List;
import java.util.Optional;

/**
 * What came out while models were swapped.
 *
 * @param rate the stage as a whole
 * @param during latencies of the records that met a swap
 * @param between latencies of the others
 * @param swaps in their order
 * @param tookEffect changes of version that the spans show
 * @param bothVersionsSeen whether there are results of both versions of each swapped model
 */
public record SwapResult(
    RateResult rate,
    Optional<LatencyStats> during,
    Optional<LatencyStats> between,
    List<Swap> swaps,
    long tookEffect,
    boolean bothVersionsSeen) {
  public SwapResult {
    swaps = List.copyOf(swaps);
  }

  /**
   * @param version that was to serve, for people
   * @param seconds from the request until it served or was refused
   * @param refusal why it does not serve
   */
  public record Swap(String model, String version, double seconds, Optional<String> refusal) {}

  /** Swaps after which the version served. */
  public long activated() {
    return swaps.stream().filter(swap -> swap.refusal().isEmpty()).count();
  }

  /** What swaps add to the 99th percentile, if there were records with and without. */
  public Optional<Double> differenceMs() {
    return during.flatMap(d -> between.map(b -> d.p99Ms() - b.p99Ms()));
  }
}

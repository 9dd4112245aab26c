package io.hubstream.bench.latency;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
  private static final int SETTLED = 10;

  public SwapResult {
    swaps = List.copyOf(swaps);
  }

  /**
   * @param version that was to serve, for people
   * @param seconds from the request until it served or was refused
   * @param firstResultSeconds from the request until a read_committed consumer had the first result
   *     with its stamp; empty if there was none
   * @param refusal why it does not serve
   * @param residentBytes what the service held of the machine's memory one second after it served
   */
  public record Swap(
      String model,
      String version,
      double seconds,
      Optional<Double> firstResultSeconds,
      Optional<String> refusal,
      OptionalLong residentBytes) {}

  /**
   * What the service held of the machine's memory after swaps.
   *
   * @param afterSwap the first swap that counts, from 1: what is made once has been made by then
   */
  public record Resident(int afterSwap, long bytes, int lastSwap, long lastBytes) {

    /** Growth as a share. */
    public double growth() {
      return (double) (lastBytes - bytes) / bytes;
    }
  }

  /** After the tenth swap and after the last one; empty for fewer, or where the system hides it. */
  public Optional<Resident> resident() {
    if (swaps.size() <= SETTLED) {
      return Optional.empty();
    }
    OptionalLong from = swaps.get(SETTLED - 1).residentBytes();
    OptionalLong to = swaps.get(swaps.size() - 1).residentBytes();
    return from.isPresent() && to.isPresent()
        ? Optional.of(new Resident(SETTLED, from.getAsLong(), swaps.size(), to.getAsLong()))
        : Optional.empty();
  }

  /** Swaps after which the version served. */
  public long activated() {
    return swaps.stream().filter(swap -> swap.refusal().isEmpty()).count();
  }

  /** What swaps add to the 99th percentile, if there were records with and without. */
  public Optional<Double> differenceMs() {
    return during.flatMap(d -> between.map(b -> d.p99Ms() - b.p99Ms()));
  }
}

package io.hubstream.bench.latency;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param shares rates to offer, as shares of the capacity
 * @param capacity records per second; empty to measure it
 * @param arrivals how records follow each other
 */
public record LatencyPlan(
    List<Double> shares, Optional<Double> capacity, Arrivals arrivals, Times times, Swaps swaps) {
  private static final int LEAD_IN_DIVISOR = 4;
  private static final Duration CAPACITY_WINDOW = Duration.ofSeconds(10);

  public LatencyPlan {
    shares = List.copyOf(shares);
  }

  /**
   * @param warmUp time at full load before anything is measured
   * @param duration of each rate
   */
  public record Times(Duration warmUp, Duration duration) {

    /** Time at a new rate before it counts. */
    Duration leadIn() {
      return warmUp.dividedBy(LEAD_IN_DIVISOR);
    }

    Duration capacityWindow() {
      return duration.compareTo(CAPACITY_WINDOW) < 0 ? duration : CAPACITY_WINDOW;
    }
  }

  /**
   * @param count how many swaps; 0 for none
   * @param every time from one to the next
   */
  public record Swaps(int count, Duration every) {
    /** Share of the capacity that is offered meanwhile. */
    static final double SHARE = 0.5;
  }
}

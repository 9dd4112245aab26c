package io.hubstream.bench.latency;

import io.hubstream.bench.BenchReport;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was found out.
 *
 * @param capacity records per second
 * @param swaps empty when none was asked for
 */
public record LatencyReport(
    LatencyPlan plan,
    Surroundings surroundings,
    double capacity,
    List<RateResult> rates,
    Optional<SwapResult> swaps,
    Checks checks) {
  public LatencyReport {
    rates = List.copyOf(rates);
  }

  /**
   * Where and on what it was measured.
   *
   * @param settings of the service: those that differ from its defaults, and those that latency
   *     hangs on
   */
  public record Surroundings(
      BenchReport.WorkloadFacts workload, Machine machine, Map<String, String> settings) {
    public Surroundings {
      settings = Map.copyOf(settings);
    }
  }

  /** Whether every promise was kept, and the swaps really happened. */
  public boolean holds() {
    return checks.hold() && swaps.map(SwapResult::bothVersionsSeen).orElse(true);
  }
}

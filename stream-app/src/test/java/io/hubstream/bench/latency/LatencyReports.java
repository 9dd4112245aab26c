package io.hubstream.bench.latency;

import io.hubstream.bench.BenchReport;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import io.hubstream.verify.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Reports with figures that are easy to follow. */
final class LatencyReports {
  private static final LatencyStats STATS = new LatencyStats(2_000, 60.5, 120.25, 200, 250);
  private static final LatencyStats SLOWER = new LatencyStats(300, 70, 180.25, 300, 400);

  private LatencyReports() {}

  static LatencyReport withSwaps() {
    return withSwaps(true);
  }

  static LatencyReport withSwaps(boolean bothVersionsSeen) {
    RateResult half = rate(0.5, true);
    return report(
        Optional.of(
            new SwapResult(
                half,
                Optional.of(SLOWER),
                Optional.of(STATS),
                List.of(
                    swap("m 2", 0.5, Optional.of(0.75), Optional.empty()),
                    swap("m 1", 0.7, Optional.empty(), Optional.of("it is bad"))),
                1,
                bothVersionsSeen)));
  }

  private static SwapResult.Swap swap(
      String version, double seconds, Optional<Double> first, Optional<String> refusal) {
    return new SwapResult.Swap("m", version, seconds, first, refusal, OptionalLong.of(500_000_000));
  }

  /** The service holds a megabyte more after each of them. */
  static SwapResult manySwaps(int count) {
    RateResult half = rate(0.5, true);
    return new SwapResult(
        half,
        Optional.of(SLOWER),
        Optional.of(STATS),
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    new SwapResult.Swap(
                        "m",
                        "m " + i,
                        0.5,
                        Optional.of(0.75),
                        Optional.empty(),
                        OptionalLong.of(500_000_000L + i * 1_000_000L)))
            .toList(),
        count,
        true);
  }

  static LatencyReport withManySwaps(int count) {
    return report(Optional.of(manySwaps(count)));
  }

  static LatencyReport withoutSwaps() {
    return report(Optional.empty());
  }

  static LatencyReport withFault() {
    LatencyReport report = withSwaps();
    return new LatencyReport(
        report.plan(),
        report.surroundings(),
        report.capacity(),
        report.rates(),
        report.swaps(),
        Checks.of(
            List.of(
                new Verification(
                    new Verification.Counts(10, 9, 0, 0),
                    new Verification.Faults(1, 0, 0, 0, 0, 0),
                    new Verification.Spans(true, true),
                    List.of(),
                    List.of(),
                    List.of("no outcome of content-0-7")))));
  }

  private static LatencyReport report(Optional<SwapResult> swaps) {
    return new LatencyReport(
        new LatencyPlan(
            List.of(0.25, 0.9),
            Optional.empty(),
            Arrivals.POISSON,
            new LatencyPlan.Times(Duration.ofSeconds(8), Duration.ofSeconds(20)),
            new LatencyPlan.Swaps(swaps.isPresent() ? 2 : 0, Duration.ofSeconds(10))),
        new LatencyReport.Surroundings(
            new BenchReport.WorkloadFacts("mixed", 60, 5_000, List.of("m 2"), 4, 0, 0, Map.of()),
            new Machine("a processor", 2, 1L << 33, "Linux", "Java"),
            Map.of("commit.interval.ms", "100", "processing.guarantee", "exactly_once_v2")),
        100,
        List.of(rate(0.25, true), rate(0.9, false)),
        swaps,
        Checks.of(List.of()));
  }

  private static RateResult rate(double share, boolean sustained) {
    return new RateResult(
        share,
        share * 100,
        STATS,
        new Sent(
            share * 99,
            new LatencyStats(2_000, 0.1, 0.5, 3, 4),
            sustained ? 0 : 5,
            sustained,
            0.1));
  }
}

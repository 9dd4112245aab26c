package io.hubstream.bench.latency;

import io.hubstream.bench.ReportText;
import java.io.PrintWriter;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The report for people. */
public final class LatencyText {
  private final PrintWriter out;

  public LatencyText(PrintWriter out) {
    this.out = out;
  }

  public void print(LatencyReport report) {
    LatencyReport.Surroundings surroundings = report.surroundings();
    ReportText text = new ReportText(out);
    text.workload(surroundings.workload());
    text.machine(surroundings.machine());
    text.settings(surroundings.settings());
    line(
        "capacity: %.1f records/s (%s); %s arrivals; one service, warm",
        report.capacity(),
        report.plan().capacity().isPresent()
            ? "as given"
            : "closed loop, sender and reader beside it",
        report.plan().arrivals());
    line("");
    printRates(report);
    report.swaps().ifPresent(this::printSwaps);
    text.checks(report.checks());
  }

  private void printRates(LatencyReport report) {
    line(
        "%-16s %11s %12s %9s %9s %9s %9s %9s",
        "ms to a result", "offered/s", "achieved/s", "p50", "p99", "p99.9", "max", "results");
    report.rates().forEach(rate -> printRate(share(rate), rate));
    report.swaps().ifPresent(swaps -> printRate(share(swaps.rate()) + " swapping", swaps.rate()));
    line("");
    all(report).forEach(this::printDoubts);
    line(
        "From when a record was due to when a read_committed consumer had its result. Part of it is"
            + " the sender's delay: p99 %.1f ms at the worst rate. Sender and reader used up to %.2f"
            + " cores.",
        all(report).mapToDouble(rate -> rate.sent().delay().p99Ms()).max().orElse(0),
        all(report).mapToDouble(rate -> rate.sent().loaderCores()).max().orElse(0));
    line("");
  }

  private static Stream<RateResult> all(LatencyReport report) {
    return Stream.concat(report.rates().stream(), report.swaps().map(SwapResult::rate).stream());
  }

  private static String share(RateResult rate) {
    return String.format(Locale.ROOT, "%.0f %%", rate.share() * 100);
  }

  private void printRate(String label, RateResult rate) {
    LatencyStats latency = rate.latency();
    line(
        "%-16s %11.1f %12.1f %9.1f %9.1f %9.1f %9.1f %9d%s",
        label,
        rate.offeredPerSecond(),
        rate.sent().achievedPerSecond(),
        latency.p50Ms(),
        latency.p99Ms(),
        latency.p999Ms(),
        latency.maxMs(),
        latency.count(),
        rate.sent().sustained() ? "" : "  not sustained");
  }

  private void printDoubts(RateResult rate) {
    if (!rate.sent().sustained()) {
      line(
          "%s was not sustained: each second %.1f more records had to wait; its latencies grow with"
              + " the duration.",
          share(rate), rate.sent().backlogGrowthPerSecond());
    }
  }

  private void printSwaps(SwapResult swaps) {
    line(
        "swaps: %d asked for, %d activated, after %.2f s on average; the spans show %d",
        swaps.swaps().size(),
        swaps.activated(),
        swaps.swaps().stream().mapToDouble(SwapResult.Swap::seconds).average().orElse(0),
        swaps.tookEffect());
    printFirstResults(swaps);
    printSwapStats("  from the request to 1 s after it served", swaps.during());
    printSwapStats("  between", swaps.between());
    swaps.differenceMs().ifPresent(ms -> line("  %-42s %+9.1f ms", "p99, the difference", ms));
    swaps.swaps().stream()
        .filter(swap -> swap.refusal().isPresent())
        .forEach(swap -> line("  REFUSED %s: %s", swap.version(), swap.refusal().orElseThrow()));
    if (!swaps.bothVersionsSeen()) {
      line("  THERE ARE NO RESULTS OF BOTH VERSIONS: this measured no swap.");
    }
    line("");
  }

  private void printFirstResults(SwapResult swaps) {
    DoubleSummaryStatistics seconds =
        swaps.swaps().stream()
            .flatMap(swap -> swap.firstResultSeconds().stream())
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    if (seconds.getCount() > 0) {
      line(
          "  %-42s after %.2f s on average, %.2f s at most",
          "from the request, the first new result", seconds.getAverage(), seconds.getMax());
    }
    swaps.resident().ifPresent(this::printResident);
  }

  private void printResident(SwapResult.Resident resident) {
    line(
        "  %-42s %d MB after swap %d, %d MB after swap %d: %+.1f %%",
        "resident memory of the service",
        resident.bytes() / 1_000_000,
        resident.afterSwap(),
        resident.lastBytes() / 1_000_000,
        resident.lastSwap(),
        resident.growth() * 100);
  }

  private void printSwapStats(String label, Optional<LatencyStats> stats) {
    line(
        "%-44s %s",
        label,
        stats
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f ms of %d results",
                        s.p50Ms(),
                        s.p99Ms(),
                        s.p999Ms(),
                        s.maxMs(),
                        s.count()))
            .orElse("no results"));
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}

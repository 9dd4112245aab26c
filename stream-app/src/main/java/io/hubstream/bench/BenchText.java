package io.hubstream.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The report for people. */
public final class BenchText {
  private static final int LABEL_WIDTH = 34;
  private static final int COLUMN_WIDTH = 20;
  private static final int SHOWN_SIZES = 6;
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;

  private final PrintWriter out;

  public BenchText(PrintWriter out) {
    this.out = out;
  }

  public void print(BenchReport report) {
    printSurroundings(report);
    printArms(report.arms());
    printBatches(report.arms());
    printRatios(report.ratios());
    new ReportText(out).checks(report.checks());
  }

  private void printSurroundings(BenchReport report) {
    ReportText text = new ReportText(out);
    text.workload(report.workload());
    text.machine(report.machine());
    BenchPlan plan = report.plan();
    line(
        "Rounds: %d, each arm in a process of its own, at least %.1f s to get warm, then %.1f s. Median"
            + " (smallest-largest).",
        plan.rounds(), plan.warmUp().toMillis() / 1e3, plan.duration().toMillis() / 1e3);
    text.settings(report.settings());
    line("");
  }

  private void printArms(List<ArmSummary> arms) {
    StringBuilder header = new StringBuilder(" ".repeat(LABEL_WIDTH));
    arms.forEach(arm -> header.append(padded(arm.arm().label())));
    line("%s", header.toString().stripTrailing());
    for (Metric metric : Metric.values()) {
      if (arms.stream().anyMatch(arm -> arm.metrics().containsKey(metric))) {
        printMetric(metric, arms);
      }
    }
    arms.stream()
        .filter(ArmSummary::backlogEnded)
        .forEach(
            arm ->
                line(
                    "%s: the backlog ended before the time; the window ends with the last record",
                    arm.arm().label()));
    line("");
  }

  private void printMetric(Metric metric, List<ArmSummary> arms) {
    StringBuilder row = new StringBuilder();
    row.append(String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s", metric.label()));
    for (ArmSummary arm : arms) {
      row.append(
          padded(Optional.ofNullable(arm.metrics().get(metric)).map(BenchText::cell).orElse("-")));
    }
    line("%s", row.toString().stripTrailing());
  }

  private static String padded(String cell) {
    return String.format(Locale.ROOT, "  %" + COLUMN_WIDTH + "s", cell);
  }

  private static String cell(Spread spread) {
    return "%s (%s-%s)"
        .formatted(number(spread.median()), number(spread.min()), number(spread.max()));
  }

  /** Three digits, whatever the size. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= MILLION) {
      return number(value / MILLION) + "M";
    }
    if (size >= 10 * THOUSAND) {
      return number(value / THOUSAND) + "k";
    }
    String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private void printBatches(List<ArmSummary> arms) {
    for (ArmSummary arm : arms) {
      if (!arm.batchSizes().isEmpty()) {
        line("batch sizes of %s: %s", arm.arm().label(), sizes(arm.batchSizes()));
      }
    }
    line("");
  }

  /** The most frequent ones, with their share of all runs. */
  private static String sizes(SortedMap<Integer, Long> counts) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    List<String> most =
        counts.entrySet().stream()
            .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
            .limit(SHOWN_SIZES)
            .map(
                entry ->
                    String.format(
                        Locale.ROOT, "%d: %.0f %%", entry.getKey(), entry.getValue() * 100 / all))
            .toList();
    return String.join(", ", most) + (counts.size() > SHOWN_SIZES ? ", ..." : "");
  }

  private void printRatios(Ratios ratios) {
    line("ratios of medians");
    ratio("pipeline / bare, records per CPU-second", ratios.pipelineToBareCpu());
    ratio("pipeline / bare, records per second", ratios.pipelineToBareWall());
    ratio("pipeline / record-at-a-time, records per second", ratios.pipelineToRecordAtATime());
    ratio(
        "pipeline / record-at-a-time, records per CPU-second", ratios.pipelineToRecordAtATimeCpu());
    ratio("null-model - pass-through, CPU in µs per record", ratios.machineryMicrosPerRecord());
    line("");
  }

  private void ratio(String label, Optional<Double> value) {
    line(
        "  %-54s %8s",
        label, value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("not measured"));
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}

package io.hubstream.bench;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The parts that the reports of all measurements share, for people. */
public final class ReportText {
  private final PrintWriter out;

  public ReportText(PrintWriter out) {
    this.out = out;
  }

  /** What was worked on, in one line. */
  public void workload(BenchReport.WorkloadFacts workload) {
    line(
        "%s: %d items of %d bytes on average; models %s; %d partitions",
        workload.name(),
        workload.items(),
        workload.meanBytes(),
        String.join(", ", workload.models()),
        workload.partitions());
  }

  /** Where it was measured, in one line. */
  public void machine(Machine machine) {
    line(
        "%s, %d cores, %.1f GiB, %s, %s",
        machine.cpu(),
        machine.cores(),
        machine.memoryBytes() / (double) (1L << 30),
        machine.os(),
        machine.java());
  }

  /** Settings of the service that differ from its defaults, if any. */
  public void settings(Map<String, String> changed) {
    if (!changed.isEmpty()) {
      line("settings: %s", new TreeMap<>(changed));
    }
  }

  /** What reading the topics back showed. */
  public void checks(Checks checks) {
    if (checks.runs() == 0) {
      line("Nothing to check: no arm ran the service.");
      return;
    }
    line(
        "Read back from the topics of %d runs, %d records: %d missing, %d duplicates, %d out of"
            + " order, %d mislabelled, %d misplaced, %d unknown; spans exact in %d runs.",
        checks.runs(),
        checks.records(),
        checks.missing(),
        checks.duplicates(),
        checks.outOfOrder(),
        checks.mislabelled(),
        checks.misplaced(),
        checks.unknown(),
        checks.runs() - checks.spansInexact());
    if (!checks.hold()) {
      line("");
      line("THE CHECKS DO NOT HOLD. These figures are worth nothing:");
      checks.examples().forEach(example -> line("  - %s", example));
    }
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}

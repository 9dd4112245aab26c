package io.hubstream.bench.start;

import io.hubstream.bench.ReportText;
import io.hubstream.bench.Spread;
import io.hubstream.service.StartPhase;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was found out about starts, for people. */
public final class StartText {
  private static final int LABEL_WIDTH = 30;
  private static final int COLUMN_WIDTH = 22;

  private final PrintWriter out;

  public StartText(PrintWriter out) {
    this.out = out;
  }

  public void print(StartFindings findings) {
    ReportText text = new ReportText(out);
    text.workload(findings.workload());
    text.machine(findings.machine());
    line(
        "%d rounds; seconds since the process was asked for, medians, and (+ since the phase before)",
        findings.plan().rounds());
    line("%s", archive(findings.archiveBytes()));
    text.settings(findings.settings());
    line("");
    printArms(findings.arms());
    printRatios(findings);
    text.checks(findings.checks());
  }

  private static String archive(Optional<Long> bytes) {
    return bytes
        .map(size -> String.format(Locale.ROOT, "class archive: %.0f MB", size / 1e6))
        .orElse(
            "class archive: none (it takes a JVM that makes one, and classes in jars), so warm goes"
                + " without one too");
  }

  private void printArms(List<ArmStarts> arms) {
    StringBuilder header = new StringBuilder(" ".repeat(LABEL_WIDTH));
    arms.forEach(arm -> header.append(padded(arm.arm().label())));
    line("%s", header.toString().stripTrailing());
    for (StartPhase phase : arms.get(0).order()) {
      row(phase.label(), arms.stream().map(arm -> cell(arm, phase)).toList());
    }
    row("first result visible", arms.stream().map(arm -> cell(arm.visible())).toList());
    row("CPU until then, seconds", arms.stream().map(arm -> cell(arm.cpuSeconds())).toList());
    line("");
  }

  private void row(String label, List<String> cells) {
    StringBuilder row = new StringBuilder(("%-" + LABEL_WIDTH + "s").formatted(label));
    cells.forEach(cell -> row.append(padded(cell)));
    line("%s", row.toString().stripTrailing());
  }

  private static String padded(String cell) {
    return ("  %" + COLUMN_WIDTH + "s").formatted(cell);
  }

  /** When it was over, and what passed since the phase that this arm reached before. */
  private static String cell(ArmStarts arm, StartPhase phase) {
    List<StartPhase> order = arm.order();
    int place = order.indexOf(phase);
    if (place < 0) {
      return "-";
    }
    double before = place == 0 ? 0 : arm.median(order.get(place - 1));
    return String.format(
        Locale.ROOT, "%.2f (+%.2f)", arm.median(phase), arm.median(phase) - before);
  }

  private static String cell(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f - %.2f)", spread.median(), spread.min(), spread.max());
  }

  private void printRatios(StartFindings findings) {
    ratio(
        "warm / no-archive",
        findings.ratio(StartArm.WARM, StartArm.NO_ARCHIVE),
        findings.cpuRatio(StartArm.WARM, StartArm.NO_ARCHIVE));
    ratio(
        "warm / cold",
        findings.ratio(StartArm.WARM, StartArm.COLD),
        findings.cpuRatio(StartArm.WARM, StartArm.COLD));
    findings
        .goalIsMet()
        .ifPresent(
            met ->
                line(
                    "Goal: a warm start within %.0f s: %s.",
                    StartPlan.GOAL_SECONDS, met ? "met" : "missed"));
    line("");
  }

  private void ratio(String label, Optional<Double> time, Optional<Double> cpu) {
    if (time.isPresent() && cpu.isPresent()) {
      line("%-20s %.2f in time, %.2f in CPU", label, time.get(), cpu.get());
    }
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}

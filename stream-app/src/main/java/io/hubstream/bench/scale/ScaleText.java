package io.hubstream.bench.scale;

import io.hubstream.bench.ReportText;
import io.hubstream.bench.Spread;
import java.io.PrintWriter;
import java.util.Locale;

/** What was found out about growth, for people. */
public final class ScaleText {
  private final PrintWriter out;

  public ScaleText(PrintWriter out) {
    this.out = out;
  }

  public void print(ScaleReport report) {
    ReportText text = new ReportText(out);
    line("Texts of 1 kB and models that compute nothing: all of the cost is the machinery's.");
    text.machine(report.machine());
    line("%d rounds; medians, and (smallest - largest)", report.plan().rounds());
    text.settings(report.settings());
    line("");
    report.series().forEach(this::printSeries);
    report
        .longest()
        .ifPresent(
            point ->
                line(
                    "Speed of the last quarter of %,d records ÷ the first quarter: %s%n",
                    point.size(), spread(point.lastToFirstQuarter(), "%.2f")));
    text.checks(report.checks());
  }

  private void printSeries(SeriesResult result) {
    line(
        "%24s  %32s  %28s  %s",
        result.series().axis(), "records/s", "CPU, µs per record", "÷ expected");
    for (ScalePoint point : result.points()) {
      line(
          "%,24d  %32s  %28s  %.2f%s",
          point.size(),
          spread(point.recordsPerSecond(), "%,.0f"),
          spread(point.cpuMicros(), "%.1f"),
          result.relative(point),
          result.isLinear(point) ? "" : "  not linear");
    }
    SeriesResult.Range linear = result.linear();
    line(
        "linear (within %.0f %% of what is expected) from %,d to %,d %s%n",
        (SeriesResult.TOLERANCE - 1) * 100, linear.from(), linear.to(), result.series().axis());
  }

  private static String spread(Spread spread, String format) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + " - " + format + ")",
        spread.median(),
        spread.min(),
        spread.max());
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}

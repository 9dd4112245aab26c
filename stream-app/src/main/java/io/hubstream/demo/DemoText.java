package io.hubstream.demo;

import io.hubstream.content.ModelResult;
import io.hubstream.content.ScoredLabel;
import io.hubstream.publishing.RefusedModel;
import io.hubstream.records.EnrichedView;
import io.hubstream.verify.DeadLetter;
import io.hubstream.verify.Swap;
import io.hubstream.verify.Verification;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report for people. */
public final class DemoText {
  private static final int MAX_FILES = 60;
  private static final int MAX_LETTERS = 20;
  private static final int NAME_WIDTH = 34;
  private static final int LABEL_WIDTH = 46;

  private final PrintWriter out;

  public DemoText(PrintWriter out) {
    this.out = out;
  }

  /** Prints everything. */
  public void print(DemoReport report) {
    found(report);
    deadLetters(report);
    models(report);
    checks(report);
    out.flush();
  }

  private void found(DemoReport report) {
    List<EnrichedView> files =
        report.findings().latestByFile().stream()
            .sorted(Comparator.comparing(view -> DemoFindings.file(view.contentId())))
            .toList();
    Neighbours neighbours = new Neighbours(files);
    heading("What was found");
    line("file", "label and score, by model", "nearest by embedding");
    for (EnrichedView file : files.subList(0, Math.min(MAX_FILES, files.size()))) {
      line(
          DemoFindings.file(file.contentId()),
          labels(file),
          neighbours
              .nearest(file)
              .map(
                  n ->
                      "%s (%s)"
                          .formatted(
                              DemoFindings.file(n.contentId()), number("%.2f", n.similarity())))
              .orElse("-"));
    }
    if (files.size() > MAX_FILES) {
      out.printf(
          "  … and %d more files; --json names the first 200 results%n", files.size() - MAX_FILES);
    }
  }

  private static String labels(EnrichedView view) {
    return view.results().stream().map(DemoText::label).collect(Collectors.joining(", "));
  }

  private static String label(ModelResult result) {
    if (result instanceof ModelResult.Failed failed) {
      return failed.version().model() + " failed: " + failed.kind();
    }
    ModelResult.Ok ok = (ModelResult.Ok) result;
    if (ok.top().isEmpty()) {
      return "%s: %d values"
          .formatted(ok.version().model(), ok.embedding().map(e -> e.vector().length).orElse(0));
    }
    ScoredLabel best = ok.top().get(0);
    return "%s %s".formatted(best.label(), number("%.2f", best.score()));
  }

  private void deadLetters(DemoReport report) {
    List<DeadLetter> letters =
        report.findings().deadLettersByFile().stream()
            .sorted(Comparator.comparing(letter -> DemoFindings.file(letter.key())))
            .toList();
    if (letters.isEmpty()) {
      return;
    }
    heading("Dead letters, kept whole with their cause");
    for (DeadLetter letter : letters.subList(0, Math.min(MAX_LETTERS, letters.size()))) {
      line(DemoFindings.file(letter.key()), letter.kind(), letter.message());
    }
    if (letters.size() > MAX_LETTERS) {
      out.printf("  … and %d more files%n", letters.size() - MAX_LETTERS);
    }
  }

  private void models(DemoReport report) {
    if (!report.verification().swaps().isEmpty()) {
      heading("Where each swap took effect");
      for (Swap swap : report.verification().swaps()) {
        String positions =
            swap.positions().stream()
                .map(p -> "partition %d from offset %d".formatted(p.partition(), p.firstOffset()))
                .collect(Collectors.joining(", "));
        out.printf(
            "  %s %s → %s: %s%n", swap.model(), swap.fromVersion(), swap.toVersion(), positions);
      }
    }
    if (!report.refused().isEmpty()) {
      heading("Models that do not serve");
      for (RefusedModel model : report.refused()) {
        out.printf("  %s %s: %s%n", model.model(), model.version(), model.reason());
      }
    }
  }

  private void checks(DemoReport report) {
    Verification v = report.verification();
    Verification.Faults faults = v.faults();
    heading("Checked by reading the topics back, with a consumer of its own");
    check(
        faults.missing() == 0 && faults.unknown() == 0,
        "every record has an outcome",
        "%d records = %d results + %d dead letters + %d deletions, %d missing"
            .formatted(
                v.counts().recordsPublished(),
                v.counts().results(),
                v.counts().deadLetters(),
                v.counts().deletions(),
                faults.missing()));
    check(faults.duplicates() == 0, "none has two", faults.duplicates() + " duplicates");
    check(
        faults.outOfOrder() == 0 && faults.misplaced() == 0,
        "in offset order, on the same partition",
        "%d out of order, %d misplaced".formatted(faults.outOfOrder(), faults.misplaced()));
    check(
        faults.mislabelled() == 0,
        "stamped with the model that made it",
        faults.mislabelled() + " mislabelled");
    check(
        v.spanCoverageExact(),
        "the audit covers every record exactly once",
        v.spanCoverageExact() ? "no gap, no overlap" : "it does not");
    check(
        v.regressed().isEmpty(),
        "no partition went back to an older model",
        v.regressed().isEmpty() ? "none" : String.join("; ", v.regressed()));
    v.examples().forEach(example -> out.printf("      %s%n", example));
    DemoFindings.Speed speed = report.findings().speed();
    out.printf(
        Locale.ROOT,
        "%n%s records/s from the first event to the last result, the wait for the swap included; from"
            + " event to result: median %d ms, p99 %d ms; %.1f s in all%n",
        number(speed.recordsPerSecond() < 10 ? "%.1f" : "%.0f", speed.recordsPerSecond()),
        speed.medianMs(),
        speed.p99Ms(),
        report.elapsedMs() / 1000.0);
    out.println(report.holds() ? "All checks hold." : "A CHECK DOES NOT HOLD.");
  }

  private void heading(String text) {
    out.printf("%n%s%n", text);
  }

  private void check(boolean holds, String what, String figures) {
    out.printf("  %s %-44s %s%n", holds ? "✓" : "✗", what, figures);
  }

  private void line(String first, String second, String third) {
    out.printf("  %s %s %s%n", padded(first, NAME_WIDTH), padded(second, LABEL_WIDTH), third);
  }

  /** The end of a name says more than its beginning. */
  private static String padded(String text, int width) {
    String shown = text.length() <= width ? text : "…" + text.substring(text.length() - width + 1);
    return shown + " ".repeat(width - shown.length());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

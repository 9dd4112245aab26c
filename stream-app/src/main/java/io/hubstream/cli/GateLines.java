package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.ModelVersion;
import io.hubstream.publishing.OfflineReport;
import io.hubstream.serving.Agreement;
import io.hubstream.serving.BatchLatency;
import io.hubstream.serving.GateFindings;
import io.hubstream.serving.GoldenResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A report of the gate as lines for people, or as JSON. */
final class GateLines {
  private GateLines() {}

  static List<String> text(OfflineReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        report.candidate().display()
            + report.versus().map(v -> " against " + v.version().display()).orElse(""));
    report.gate().ifPresent(gate -> gate(lines, gate));
    report
        .versus()
        .ifPresent(
            versus -> {
              lines.add(
                  "  latency         %s  %s"
                      .formatted(versus.version().display(), shown(versus.latency())));
              versus.agreement().ifPresent(agreement -> agreement(lines, agreement));
            });
    for (OfflineReport.Failure failure : report.failures()) {
      lines.add("  not compared    %s: %s".formatted(failure.file(), failure.reason()));
    }
    List<String> refusals = report.refusals();
    lines.add(refusals.isEmpty() ? "The gate lets it through." : "The gate would refuse it:");
    refusals.forEach(refusal -> lines.add("  " + refusal));
    return lines;
  }

  private static void gate(List<String> lines, GateFindings gate) {
    if (gate.golden().isEmpty()) {
      lines.add("  golden          none recorded; record some with model package --golden");
    }
    for (GoldenResult result : gate.golden()) {
      lines.add(
          "  golden          %s  %s%s"
              .formatted(
                  result.problem().isEmpty() ? "ok  " : "FAIL", result.file(), figures(result)));
    }
    for (String what : gate.breaks()) {
      lines.add(
          "  breaks          %s%s".formatted(what, gate.breakDeclared() ? " (declared)" : ""));
    }
    gate.latency().ifPresent(l -> lines.add("  latency         candidate  " + shown(l)));
  }

  private static String figures(GoldenResult result) {
    return figure("  embedding off by ", result.embeddingDifference())
        + figure("  scores off by ", result.scoreDifference())
        + result.labels().given().map(label -> "  " + label).orElse("");
  }

  private static String figure(String what, OptionalDouble value) {
    return value.isPresent() ? what + number(value.getAsDouble()) : "";
  }

  private static void agreement(List<String> lines, Agreement agreement) {
    lines.add("  compared        %d files".formatted(agreement.files()));
    agreement
        .topOne()
        .ifPresent(
            share ->
                lines.add(String.format(Locale.ROOT, "  same top class  %.1f %%", 100 * share)));
    agreement
        .distances()
        .ifPresent(
            d ->
                lines.add(
                    "  cosine distance mean %s, p95 %s, max %s"
                        .formatted(number(d.mean()), number(d.p95()), number(d.max()))));
    for (Agreement.Disagreement one : agreement.disagreements()) {
      lines.add(
          "  disagrees       %s: '%s', before '%s'"
              .formatted(one.file(), one.candidate(), one.against()));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String shown(BatchLatency latency) {
    return "a batch of %d in %s ms (median of %d)"
        .formatted(latency.rows(), BatchLatency.millis(latency.median()), latency.runs());
  }

  static ObjectNode json(OfflineReport report, ObjectNode json) {
    version(json.putObject("candidate"), report.candidate());
    report.versus().ifPresent(v -> version(json.putObject("against"), v.version()));
    json.put("passes", report.refusals().isEmpty());
    report.refusals().forEach(json.putArray("refusals")::add);
    report.gate().ifPresent(gate -> add(json, gate));
    report
        .versus()
        .ifPresent(
            versus -> {
              latency(json.putObject("againstLatency"), versus.latency());
              versus.agreement().ifPresent(a -> add(json.putObject("agreement"), a));
            });
    ArrayNode failures = json.putArray("notCompared");
    for (OfflineReport.Failure failure : report.failures()) {
      failures
          .addObject()
          .put("file", failure.file())
          .put("reason", failure.reason())
          .put("byCandidate", failure.byCandidate());
    }
    return json;
  }

  private static void version(ObjectNode json, ModelVersion version) {
    json.put("model", version.model())
        .put("version", version.version())
        .put("digest", version.digest());
  }

  private static void add(ObjectNode json, GateFindings gate) {
    ArrayNode golden = json.putArray("golden");
    for (GoldenResult result : gate.golden()) {
      ObjectNode node = golden.addObject().put("file", result.file());
      node.put("passed", result.problem().isEmpty()).put("tolerance", result.tolerance());
      result.embeddingDifference().ifPresent(v -> node.put("embeddingDifference", v));
      result.scoreDifference().ifPresent(v -> node.put("scoreDifference", v));
      result.labels().expected().ifPresent(label -> node.put("expected", label));
      result.labels().given().ifPresent(label -> node.put("given", label));
      result.problem().ifPresent(problem -> node.put("problem", problem));
    }
    gate.breaks().forEach(json.putArray("breaks")::add);
    json.put("breakDeclared", gate.breakDeclared());
    gate.latency().ifPresent(l -> latency(json.putObject("latency"), l));
    gate.budget().map(Duration::toMillis).ifPresent(ms -> json.put("latencyBudgetMs", ms));
  }

  private static void latency(ObjectNode json, BatchLatency latency) {
    json.put("rows", latency.rows())
        .put("medianMs", latency.median().toNanos() / 1e6)
        .put("runs", latency.runs());
  }

  private static void add(ObjectNode json, Agreement agreement) {
    json.put("files", agreement.files());
    agreement.topOne().ifPresent(share -> json.put("topOne", share));
    agreement
        .distances()
        .ifPresent(
            d ->
                json.putObject("cosineDistance")
                    .put("mean", d.mean())
                    .put("p95", d.p95())
                    .put("max", d.max()));
    ArrayNode disagreements = json.putArray("disagreements");
    for (Agreement.Disagreement one : agreement.disagreements()) {
      disagreements
          .addObject()
          .put("file", one.file())
          .put("candidate", one.candidate())
          .put("against", one.against());
    }
  }
}

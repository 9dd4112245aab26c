package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateReport;
import java.util.stream.Collectors;

/** Reports of the gate for people, or as JSON. */
final class GateReports {
  private GateReports() {}

  /** One line. */
  static String text(GateCheck check) {
    String figures =
        check.figures().entrySet().stream()
            .map(figure -> figure.getKey() + " " + figure.getValue())
            .collect(Collectors.joining(", "));
    return "%-9s %s: %s%s"
        .formatted(
            check.passed() ? "passed" : "FAILED",
            check.name(),
            check.detail(),
            figures.isEmpty() ? "" : " (" + figures + ")");
  }

  /** One object. */
  static void add(ObjectNode json, GateReport report) {
    json.put("digest", report.digest()).put("passed", report.passed());
    ArrayNode checks = json.putArray("checks");
    for (GateCheck check : report.checks()) {
      ObjectNode node = checks.addObject();
      node.put("name", check.name()).put("passed", check.passed()).put("detail", check.detail());
      ObjectNode figures = node.putObject("figures");
      check.figures().forEach(figures::put);
    }
  }
}

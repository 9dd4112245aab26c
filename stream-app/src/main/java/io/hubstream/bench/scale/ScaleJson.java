package io.hubstream.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.bench.ReportJson;
import io.hubstream.bench.Spread;
import java.util.TreeMap;

/** What was found out about growth as one JSON object; its fields are a contract. */
public final class ScaleJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ScaleJson() {}

  /** The whole report. */
  public static ObjectNode of(ScaleReport report) {
    ObjectNode json = JSON.createObjectNode();
    report
        .longest()
        .ifPresentOrElse(
            point -> json.set("lastToFirstQuarter", spread(point.lastToFirstQuarter())),
            () -> json.putNull("lastToFirstQuarter"));
    ObjectNode series = json.putObject("series");
    report.series().forEach(one -> addSeries(series.putObject(one.series().label()), one));
    json.set("checks", ReportJson.checks(report.checks()));
    json.set("machine", ReportJson.machine(report.machine()));
    ObjectNode plan = json.putObject("plan");
    plan.put("rounds", report.plan().rounds());
    plan.put("records", report.plan().records());
    plan.put("mostRecords", report.plan().mostRecords());
    plan.put("warmUpSeconds", report.plan().warmUp().toMillis() / 1e3);
    json.set("settings", JSON.valueToTree(new TreeMap<>(report.settings())));
    return json;
  }

  private static void addSeries(ObjectNode json, SeriesResult result) {
    json.put("axis", result.series().axis());
    json.put("linearFrom", result.linear().from());
    json.put("linearTo", result.linear().to());
    ArrayNode points = json.putArray("points");
    for (ScalePoint point : result.points()) {
      ObjectNode node = points.addObject();
      node.put("size", point.size());
      node.set("recordsPerSecond", spread(point.recordsPerSecond()));
      node.set("cpuMicrosPerRecord", spread(point.cpuMicros()));
      node.put("expectedMicrosPerRecord", ReportJson.rounded(result.expected(point)));
      node.put("relativeCost", ReportJson.rounded(result.relative(point)));
      node.put("linear", result.isLinear(point));
      node.set("jitSecondsPerSecond", spread(point.jitSecondsPerSecond()));
      node.set("lastToFirstQuarter", spread(point.lastToFirstQuarter()));
    }
  }

  private static ObjectNode spread(Spread spread) {
    return JSON.createObjectNode()
        .put("median", ReportJson.rounded(spread.median()))
        .put("min", ReportJson.rounded(spread.min()))
        .put("max", ReportJson.rounded(spread.max()));
  }
}

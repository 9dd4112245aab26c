package io.hubstream.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.bench.arm.Arm;
import java.util.Optional;

/** The report as one JSON object; its fields are a contract. */
public final class BenchJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BenchJson() {}

  /** The whole report. */
  public static ObjectNode of(BenchReport report) {
    ObjectNode json = JSON.createObjectNode();
    addRatios(json.putObject("ratios"), report.ratios());
    json.set("checks", ReportJson.checks(report.checks()));
    ObjectNode arms = json.putObject("arms");
    report.arms().forEach(arm -> addArm(arms.putObject(arm.arm().label()), arm));
    json.set(
        "workload",
        ReportJson.workload(report.workload())
            .put("backlog", report.workload().backlog())
            .put("smallBacklog", report.workload().smallBacklog()));
    json.set("machine", ReportJson.machine(report.machine()));
    addPlan(json.putObject("plan"), report.plan());
    json.set("settings", JSON.valueToTree(report.settings()));
    return json;
  }

  private static void addRatios(ObjectNode json, Ratios ratios) {
    put(json, "pipelineToBareCpu", ratios.pipelineToBareCpu());
    put(json, "pipelineToBareWall", ratios.pipelineToBareWall());
    put(json, "pipelineToRecordAtATime", ratios.pipelineToRecordAtATime());
    put(json, "pipelineToRecordAtATimeCpu", ratios.pipelineToRecordAtATimeCpu());
    put(json, "machineryMicrosPerRecord", ratios.machineryMicrosPerRecord());
  }

  private static void put(ObjectNode json, String field, Optional<Double> value) {
    if (value.isPresent()) {
      json.put(field, ReportJson.rounded(value.get()));
    } else {
      json.putNull(field);
    }
  }

  private static void addArm(ObjectNode json, ArmSummary arm) {
    json.put("rounds", arm.rounds());
    for (Metric metric : Metric.values()) {
      Spread spread = arm.metrics().get(metric);
      if (spread == null) {
        json.putNull(metric.field());
      } else {
        ObjectNode node = json.putObject(metric.field());
        node.put("median", ReportJson.rounded(spread.median()));
        node.put("min", ReportJson.rounded(spread.min()));
        node.put("max", ReportJson.rounded(spread.max()));
      }
    }
    ObjectNode sizes = json.putObject("batchSizes");
    arm.batchSizes().forEach((size, count) -> sizes.put(Integer.toString(size), count));
    json.put("backlogEnded", arm.backlogEnded());
  }

  private static void addPlan(ObjectNode json, BenchPlan plan) {
    json.set("arms", JSON.valueToTree(plan.arms().stream().map(Arm::label).toList()));
    json.put("rounds", plan.rounds());
    json.put("warmUpSeconds", plan.warmUp().toMillis() / 1e3);
    json.put("durationSeconds", plan.duration().toMillis() / 1e3);
    json.put("instances", plan.instances());
  }
}

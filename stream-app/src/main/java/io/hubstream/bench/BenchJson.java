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
    addChecks(json.putObject("checks"), report.checks());
    ObjectNode arms = json.putObject("arms");
    report.arms().forEach(arm -> addArm(arms.putObject(arm.arm().label()), arm));
    addWorkload(json.putObject("workload"), report.workload());
    json.set("machine", JSON.valueToTree(report.machine()));
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
      json.put(field, rounded(value.get()));
    } else {
      json.putNull(field);
    }
  }

  private static void addChecks(ObjectNode json, Checks checks) {
    json.put("missing", checks.missing());
    json.put("duplicates", checks.duplicates());
    json.put("outOfOrder", checks.outOfOrder());
    json.put("mislabelled", checks.mislabelled());
    json.put("misplaced", checks.misplaced());
    json.put("unknown", checks.unknown());
    json.put("spanCoverageExact", checks.spansInexact() == 0);
    json.put("runs", checks.runs());
    json.put("records", checks.records());
    json.set("examples", JSON.valueToTree(checks.examples()));
  }

  private static void addArm(ObjectNode json, ArmSummary arm) {
    json.put("rounds", arm.rounds());
    for (Metric metric : Metric.values()) {
      Spread spread = arm.metrics().get(metric);
      if (spread == null) {
        json.putNull(metric.field());
      } else {
        ObjectNode node = json.putObject(metric.field());
        node.put("median", rounded(spread.median()));
        node.put("min", rounded(spread.min()));
        node.put("max", rounded(spread.max()));
      }
    }
    ObjectNode sizes = json.putObject("batchSizes");
    arm.batchSizes().forEach((size, count) -> sizes.put(Integer.toString(size), count));
    json.put("backlogEnded", arm.backlogEnded());
  }

  private static void addWorkload(ObjectNode json, BenchReport.WorkloadFacts workload) {
    json.put("content", workload.name());
    json.put("items", workload.items());
    json.put("meanBytes", workload.meanBytes());
    json.set("models", JSON.valueToTree(workload.models()));
    json.put("partitions", workload.partitions());
    json.put("backlog", workload.backlog());
    json.put("smallBacklog", workload.smallBacklog());
    json.set("leftOut", JSON.valueToTree(workload.leftOut()));
  }

  private static void addPlan(ObjectNode json, BenchPlan plan) {
    json.set("arms", JSON.valueToTree(plan.arms().stream().map(Arm::label).toList()));
    json.put("rounds", plan.rounds());
    json.put("warmUpSeconds", plan.warmUp().toMillis() / 1e3);
    json.put("durationSeconds", plan.duration().toMillis() / 1e3);
    json.put("instances", plan.instances());
  }

  /** Five significant digits: more would be noise. */
  static double rounded(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(5))
        .stripTrailingZeros()
        .doubleValue();
  }
}

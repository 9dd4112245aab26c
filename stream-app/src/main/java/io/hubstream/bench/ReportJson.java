package io.hubstream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** The parts that the reports of all measurements share, as JSON; their fields are a contract. */
public final class ReportJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(5);

  private ReportJson() {}

  /** What was worked on. */
  public static ObjectNode workload(BenchReport.WorkloadFacts workload) {
    ObjectNode json = JSON.createObjectNode();
    json.put("content", workload.name());
    json.put("items", workload.items());
    json.put("meanBytes", workload.meanBytes());
    json.set("models", JSON.valueToTree(workload.models()));
    json.put("partitions", workload.partitions());
    json.set("leftOut", JSON.valueToTree(workload.leftOut()));
    return json;
  }

  /** Where it was measured. */
  public static JsonNode machine(Machine machine) {
    return JSON.valueToTree(machine);
  }

  /** What reading the topics back showed. */
  public static ObjectNode checks(Checks checks) {
    ObjectNode json = JSON.createObjectNode();
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
    return json;
  }

  /** Five significant digits: more would be noise. */
  public static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().doubleValue();
  }
}

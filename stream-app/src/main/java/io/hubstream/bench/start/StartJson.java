package io.hubstream.bench.start;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.bench.ReportJson;
import io.hubstream.bench.Spread;
import io.hubstream.service.StartPhase;
import java.util.Optional;

/** What was found out about starts as one JSON object; its fields are a contract. */
public final class StartJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StartJson() {}

  /** The whole report. */
  public static ObjectNode of(StartFindings findings) {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode goal = json.putObject("goal");
    goal.put("warmSeconds", StartPlan.GOAL_SECONDS);
    findings.goalIsMet().ifPresentOrElse(met -> goal.put("met", met), () -> goal.putNull("met"));
    addRatios(json.putObject("ratios"), findings);
    json.set("checks", ReportJson.checks(findings.checks()));
    ObjectNode arms = json.putObject("arms");
    findings.arms().forEach(arm -> addArm(arms.putObject(arm.arm().label()), arm));
    findings
        .archiveBytes()
        .ifPresentOrElse(
            bytes -> json.put("classArchiveBytes", bytes), () -> json.putNull("classArchiveBytes"));
    json.set("workload", ReportJson.workload(findings.workload()));
    json.set("machine", ReportJson.machine(findings.machine()));
    json.put("rounds", findings.plan().rounds());
    json.set("settings", JSON.valueToTree(findings.settings()));
    return json;
  }

  private static void addRatios(ObjectNode json, StartFindings findings) {
    put(json, "warmToNoArchive", findings.ratio(StartArm.WARM, StartArm.NO_ARCHIVE));
    put(json, "warmToNoArchiveCpu", findings.cpuRatio(StartArm.WARM, StartArm.NO_ARCHIVE));
    put(json, "warmToCold", findings.ratio(StartArm.WARM, StartArm.COLD));
    put(json, "warmToColdCpu", findings.cpuRatio(StartArm.WARM, StartArm.COLD));
  }

  private static void put(ObjectNode json, String field, Optional<Double> value) {
    value.ifPresentOrElse(
        number -> json.put(field, ReportJson.rounded(number)), () -> json.putNull(field));
  }

  private static void addArm(ObjectNode json, ArmStarts arm) {
    json.put("rounds", arm.rounds());
    json.set("firstResultVisibleSeconds", spread(arm.visible()));
    json.set("cpuSeconds", spread(arm.cpuSeconds()));
    ObjectNode phases = json.putObject("phaseReachedSeconds");
    for (StartPhase phase : StartPhase.values()) {
      Spread spread = arm.reached().get(phase);
      if (spread == null) {
        phases.putNull(phase.field());
      } else {
        phases.set(phase.field(), spread(spread));
      }
    }
  }

  private static ObjectNode spread(Spread spread) {
    return JSON.createObjectNode()
        .put("median", ReportJson.rounded(spread.median()))
        .put("min", ReportJson.rounded(spread.min()))
        .put("max", ReportJson.rounded(spread.max()));
  }
}

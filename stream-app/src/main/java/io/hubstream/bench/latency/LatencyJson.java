package io.hubstream.bench.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.bench.ReportJson;
import java.util.Optional;
import java.util.TreeMap;

/** The report as one JSON object; its fields are a contract. */
public final class LatencyJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LatencyJson() {}

  /** The whole report. */
  public static ObjectNode of(LatencyReport report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("capacityPerSecond", ReportJson.rounded(report.capacity()));
    ArrayNode rates = json.putArray("rates");
    report.rates().forEach(rate -> addRate(rates.addObject(), rate));
    if (report.swaps().isPresent()) {
      addSwaps(json.putObject("swaps"), report.swaps().get());
    } else {
      json.putNull("swaps");
    }
    json.set("checks", ReportJson.checks(report.checks()));
    LatencyReport.Surroundings surroundings = report.surroundings();
    json.set("workload", ReportJson.workload(surroundings.workload()));
    json.set("machine", ReportJson.machine(surroundings.machine()));
    addPlan(json.putObject("plan"), report.plan());
    json.set("settings", JSON.valueToTree(new TreeMap<>(surroundings.settings())));
    return json;
  }

  private static void addRate(ObjectNode json, RateResult rate) {
    json.put("share", rate.share());
    json.put("offeredPerSecond", ReportJson.rounded(rate.offeredPerSecond()));
    json.put("achievedPerSecond", ReportJson.rounded(rate.sent().achievedPerSecond()));
    addStats(json, "", Optional.of(rate.latency()));
    json.put("sustained", rate.sent().sustained());
    json.put("backlogGrowthPerSecond", ReportJson.rounded(rate.sent().backlogGrowthPerSecond()));
    json.put("sendDelayP99Ms", ReportJson.rounded(rate.sent().delay().p99Ms()));
    json.put("sendDelayMaxMs", ReportJson.rounded(rate.sent().delay().maxMs()));
    json.put("loaderCores", ReportJson.rounded(rate.sent().loaderCores()));
  }

  private static void addStats(ObjectNode json, String of, Optional<LatencyStats> stats) {
    json.put("count" + of, stats.map(LatencyStats::count).orElse(0L));
    put(json, "p50" + of + "Ms", stats.map(LatencyStats::p50Ms));
    put(json, "p99" + of + "Ms", stats.map(LatencyStats::p99Ms));
    put(json, "p999" + of + "Ms", stats.map(LatencyStats::p999Ms));
    put(json, "max" + of + "Ms", stats.map(LatencyStats::maxMs));
  }

  private static void put(ObjectNode json, String field, Optional<Double> value) {
    json.put(field, value.map(ReportJson::rounded).orElse(null));
  }

  private static void addSwaps(ObjectNode json, SwapResult swaps) {
    json.put("count", swaps.tookEffect());
    json.put("requested", swaps.swaps().size());
    json.put("activated", swaps.activated());
    json.put("bothVersionsSeen", swaps.bothVersionsSeen());
    addStats(json, "During", swaps.during());
    addStats(json, "Between", swaps.between());
    put(json, "differenceMs", swaps.differenceMs());
    addRate(json.putObject("rate"), swaps.rate());
    ArrayNode each = json.putArray("each");
    for (SwapResult.Swap swap : swaps.swaps()) {
      each.addObject()
          .put("model", swap.model())
          .put("version", swap.version())
          .put("seconds", ReportJson.rounded(swap.seconds()))
          .put(
              "firstResultSeconds", swap.firstResultSeconds().map(ReportJson::rounded).orElse(null))
          .put("refusal", swap.refusal().orElse(null))
          .put(
              "residentBytes",
              swap.residentBytes().isPresent() ? swap.residentBytes().getAsLong() : null);
    }
    addResident(json, swaps);
  }

  private static void addResident(ObjectNode json, SwapResult swaps) {
    if (swaps.resident().isEmpty()) {
      json.putNull("resident");
      return;
    }
    SwapResult.Resident resident = swaps.resident().get();
    json.putObject("resident")
        .put("afterSwap", resident.afterSwap())
        .put("bytes", resident.bytes())
        .put("lastSwap", resident.lastSwap())
        .put("lastBytes", resident.lastBytes())
        .put("growth", ReportJson.rounded(resident.growth()));
  }

  private static void addPlan(ObjectNode json, LatencyPlan plan) {
    json.set("shares", JSON.valueToTree(plan.shares()));
    json.put("capacityGiven", plan.capacity().isPresent());
    json.put("arrivals", plan.arrivals().toString());
    json.put("warmUpSeconds", plan.times().warmUp().toMillis() / 1e3);
    json.put("durationSeconds", plan.times().duration().toMillis() / 1e3);
    json.put("swaps", plan.swaps().count());
    json.put("swapEverySeconds", plan.swaps().every().toMillis() / 1e3);
  }
}

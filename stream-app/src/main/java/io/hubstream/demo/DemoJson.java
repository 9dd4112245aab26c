package io.hubstream.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.ModelResult;
import io.hubstream.publishing.RefusedModel;
import io.hubstream.records.EnrichedView;
import io.hubstream.verify.DeadLetter;
import io.hubstream.verify.Swap;
import io.hubstream.verify.Verification;

/** The report as one JSON object; its fields are a contract. */
public final class DemoJson {
  private static final int MAX_ITEMS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private DemoJson() {}

  /** The whole report. */
  public static ObjectNode of(DemoReport report) {
    Verification verification = report.verification();
    ObjectNode json = JSON.createObjectNode();
    json.put("recordsPublished", verification.counts().recordsPublished());
    json.put("results", verification.counts().results());
    json.put("deadLetters", verification.counts().deadLetters());
    json.put("missing", verification.faults().missing());
    json.put("duplicates", verification.faults().duplicates());
    json.put("outOfOrder", verification.faults().outOfOrder());
    json.put("mislabelled", verification.faults().mislabelled());
    json.put("misplaced", verification.faults().misplaced());
    json.put("spanCoverageExact", verification.spanCoverageExact());
    json.put("regressed", verification.regressed().size());
    ArrayNode swaps = json.putArray("swaps");
    verification.swaps().forEach(swap -> addSwap(swaps.addObject(), swap));
    ArrayNode items = json.putArray("items");
    report.findings().results().stream()
        .limit(MAX_ITEMS)
        .forEach(item -> addItem(items.addObject(), item));
    ArrayNode letters = json.putArray("deadLetterCauses");
    report.findings().deadLettersByFile().forEach(l -> addDeadLetter(letters.addObject(), l));
    ArrayNode refused = json.putArray("refusedModels");
    for (RefusedModel model : report.refused()) {
      ObjectNode node = refused.addObject();
      node.put("model", model.model());
      node.put("version", model.version());
      node.put("reason", model.reason());
    }
    DemoFindings.Speed speed = report.findings().speed();
    json.put("recordsPerSecond", Math.round(speed.recordsPerSecond() * 10) / 10.0);
    json.put("latencyP50Ms", speed.medianMs());
    json.put("latencyP99Ms", speed.p99Ms());
    json.put("elapsedMs", report.elapsedMs());
    json.put("checksHold", report.holds());
    return json;
  }

  private static void addSwap(ObjectNode json, Swap swap) {
    json.put("model", swap.model());
    json.put("fromVersion", swap.fromVersion());
    json.put("toVersion", swap.toVersion());
    ArrayNode positions = json.putArray("positions");
    for (Swap.Position position : swap.positions()) {
      positions
          .addObject()
          .put("partition", position.partition())
          .put("firstOffset", position.firstOffset());
    }
  }

  private static void addItem(ObjectNode json, EnrichedView item) {
    json.put("contentId", item.contentId());
    json.put("mediaType", item.mediaType());
    ArrayNode classifications = json.putArray("classifications");
    ArrayNode embeddings = json.putArray("embeddings");
    for (ModelResult result : item.results()) {
      if (result instanceof ModelResult.Ok ok) {
        addResult(classifications, embeddings, ok);
      }
    }
  }

  private static void addResult(
      ArrayNode classifications, ArrayNode embeddings, ModelResult.Ok result) {
    if (!result.top().isEmpty()) {
      classifications
          .addObject()
          .put("model", result.version().model())
          .put("version", result.version().version())
          .put("label", result.top().get(0).label())
          .put("score", result.top().get(0).score());
    }
    result
        .embedding()
        .ifPresent(
            embedding ->
                embeddings
                    .addObject()
                    .put("model", result.version().model())
                    .put("version", result.version().version())
                    .put("dimension", embedding.vector().length));
  }

  private static void addDeadLetter(ObjectNode json, DeadLetter letter) {
    json.put("contentId", letter.key());
    json.put("kind", letter.kind());
    json.put("stage", letter.stage());
    json.put("message", letter.message());
  }
}

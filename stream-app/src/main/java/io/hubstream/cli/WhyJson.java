package io.hubstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.Evidence;
import io.hubstream.audit.Explanation;
import io.hubstream.audit.Explanation.Made;
import io.hubstream.content.ModelResult;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.records.AuditView.SpanView;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;

/** An explanation as JSON. */
final class WhyJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WhyJson() {}

  static ObjectNode of(Explanation why, List<SourcePosition> earlier) {
    Evidence evidence = why.evidence();
    ObjectNode json = JSON.createObjectNode();
    json.put("resultId", evidence.position().resultId()).put("outcome", why.outcome().name());
    json.put("agree", why.disagreements().isEmpty());
    evidence.result().ifPresent(result -> result(json.putObject("result"), result));
    evidence
        .deadLetter()
        .ifPresent(
            letter ->
                json.putObject("deadLetter")
                    .put("place", letter.place().toString())
                    .put("kind", letter.kind())
                    .put("stage", letter.stage())
                    .put("message", letter.message()));
    ArrayNode spans = json.putArray("spans");
    why.spans().forEach(view -> span(spans.addObject(), view));
    ArrayNode models = json.putArray("models");
    why.models().forEach(made -> made(models.addObject(), made));
    ArrayNode disagreements = json.putArray("disagreements");
    why.disagreements().forEach(disagreements::add);
    ArrayNode remarks = json.putArray("remarks");
    why.remarks().forEach(remarks::add);
    ArrayNode before = json.putArray("earlier");
    earlier.forEach(position -> before.add(position.resultId()));
    return json;
  }

  private static void result(ObjectNode json, Evidence.Result result) {
    EnrichedView view = result.view();
    json.put("place", result.place().toString()).put("contentId", view.contentId());
    json.put("contentSha256", view.contentSha256()).put("route", view.route());
    json.put("instance", view.instance()).put("enrichedAt", view.enrichedAt().toString());
  }

  /** A span, with the place and the counts that it covers. */
  static ObjectNode span(ObjectNode json, SpanView view) {
    json.put("topic", view.span().first().topic());
    json.put("partition", view.span().first().partition());
    json.put("firstOffset", view.span().first().offset());
    json.put("lastOffset", view.span().lastOffset());
    json.put("results", view.span().counts().results());
    json.put("deadLetters", view.span().counts().deadLetters());
    json.put("deletions", view.span().counts().deletions());
    json.put("mayOverlap", view.span().mayOverlap()).put("instance", view.instance());
    return json.put("at", view.at().toString());
  }

  private static void made(ObjectNode json, Made made) {
    json.put("model", made.version().model()).put("version", made.version().version());
    json.put("digest", made.version().digest());
    made.result()
        .ifPresent(
            result -> json.put("status", result instanceof ModelResult.Ok ? "OK" : "FAILED"));
    made.activation().ifPresent(step -> activation(json, step));
    made.request().ifPresent(step -> json.put("requestedAt", step.at().toString()));
    made.update().ifPresent(update -> update(json, made, update));
    made.environment()
        .ifPresent(environment -> environment(json.putObject("environment"), environment));
  }

  private static void activation(ObjectNode json, LifecycleView step) {
    json.put("requestedBy", step.event().origin().requestedBy().orElse(null));
    json.put("activatedAt", step.at().toString()).put("instance", step.instance());
    json.put("reason", step.event().reason().orElse(null));
    json.put("artifactUri", step.event().origin().artifactUri().map(URI::toString).orElse(null));
    json.put("registryOffset", step.event().registryOffset());
    ObjectNode lineage = json.putObject("lineage");
    new TreeMap<>(step.event().origin().lineage()).forEach(lineage::put);
  }

  private static void update(ObjectNode json, Made made, Evidence.Update update) {
    json.put("askedAt", update.state().activation().at().toString());
    made.fallbackOf()
        .ifPresent(
            stable ->
                json.putObject("fallbackOf")
                    .put("version", stable.version())
                    .put("digest", stable.digest()));
    made.wanted()
        .flatMap(DesiredVersion::approval)
        .ifPresent(approval -> approval(json.putObject("approval"), approval));
  }

  private static void approval(ObjectNode json, Approval approval) {
    json.put("approvedBy", approval.approvedBy()).put("at", approval.at().toString());
    json.put("note", approval.note().orElse(null));
    json.put("keyId", approval.seal().map(Approval.Seal::keyId).orElse(null));
    json.put(
        "gateReport", approval.seal().map(seal -> seal.evidence().gateReportDigest()).orElse(null));
    json.put(
        "environmentDigest",
        approval.seal().map(seal -> seal.evidence().environmentDigest()).orElse(null));
  }

  /** The fingerprint of an environment. */
  static void environment(ObjectNode json, RuntimeEnvironment environment) {
    json.put("application", environment.applicationVersion());
    json.put("gitCommit", environment.gitCommit().orElse(null));
    json.put("tensorflow", environment.tensorflowVersion());
    json.put("cuda", environment.gpu().cuda().orElse(null));
    json.put("cudnn", environment.gpu().cudnn().orElse(null));
    json.put("driver", environment.gpu().driver().orElse(null));
    json.put("jvm", environment.platform().jvm()).put("os", environment.platform().os());
    json.put("environmentDigest", environment.digest().orElse(null));
    environment
        .platform()
        .brokers()
        .ifPresent(
            brokers ->
                json.put("brokerProfile", brokers.profile())
                    .put("guarantee", brokers.guarantee())
                    .put("guaranteeReason", brokers.reason()));
  }
}

package io.hubstream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.Span;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.ShownUri;
import io.hubstream.verify.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Records of our topics as one line for people, or as JSON. */
final class RecordLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TailCommand.Source source;
  private final TopicCodecs codecs;

  RecordLines(TailCommand.Source source, TopicCodecs codecs) {
    this.source = source;
    this.codecs = codecs;
  }

  /** One line. */
  String text(ConsumerRecord<byte[], byte[]> record) {
    String where = "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset());
    if (record.value() == null && source != TailCommand.Source.DEAD_LETTERS) {
      return where + "  " + key(record) + "  deleted";
    }
    return where
        + "  "
        + switch (source) {
          case ENRICHED -> text(codecs.enriched(record));
          case AUDIT -> text(codecs.audit(record));
          case DEAD_LETTERS -> text(letter(record));
          case REGISTRY -> text(codecs.update(record));
        };
  }

  /** One object. */
  ObjectNode json(ConsumerRecord<byte[], byte[]> record) {
    ObjectNode json = JSON.createObjectNode();
    json.put("topic", record.topic());
    json.put("partition", record.partition()).put("offset", record.offset());
    json.put("key", key(record));
    if (record.value() == null && source != TailCommand.Source.DEAD_LETTERS) {
      return json.put("deleted", true);
    }
    switch (source) {
      case ENRICHED -> add(json, codecs.enriched(record));
      case AUDIT -> add(json, codecs.audit(record));
      case DEAD_LETTERS -> add(json, letter(record));
      case REGISTRY -> add(json, codecs.update(record));
    }
    return json;
  }

  private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
    return DeadLetter.of(record)
        .orElseThrow(() -> new SerializationException("its headers do not say what it was"));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private static String text(EnrichedView result) {
    return result.contentId()
        + "  "
        + result.results().stream().map(RecordLines::text).collect(Collectors.joining("; "));
  }

  private static String text(ModelResult result) {
    if (result instanceof ModelResult.Failed failed) {
      return "%s failed: %s (%s)"
          .formatted(failed.version().display(), failed.kind(), failed.reason());
    }
    ModelResult.Ok ok = (ModelResult.Ok) result;
    String label =
        ok.top().stream()
            .findFirst()
            .map(best -> " %s %.2f".formatted(best.label(), best.score()))
            .orElse("");
    String vector = ok.embedding().map(e -> " [" + e.vector().length + " values]").orElse("");
    return ok.version().display() + label + vector;
  }

  private static String text(AuditView event) {
    if (event instanceof AuditView.SpanView view) {
      Span span = view.span();
      return "span %s..%d  %d results, %d dead letters, %d deletions  %s"
          .formatted(
              span.first(),
              span.lastOffset(),
              span.counts().results(),
              span.counts().deadLetters(),
              span.counts().deletions(),
              span.models().stream().map(ModelVersion::display).collect(Collectors.joining(" ")));
    }
    LifecycleEvent step = ((AuditView.LifecycleView) event).event();
    return "%s %s %s%s"
        .formatted(
            step.at(),
            step.version().map(ModelVersion::display).orElse(step.model()),
            step.phase(),
            because(step));
  }

  /** The reason of a step, where it has one. */
  static String because(LifecycleEvent step) {
    return step.reason()
        .filter(reason -> !reason.isBlank())
        .map(reason -> ": " + reason)
        .orElse("");
  }

  private static String text(DeadLetter letter) {
    return "%s  %s  %s at %s: %s"
        .formatted(letter.source(), letter.key(), letter.kind(), letter.stage(), letter.message());
  }

  static String text(DesiredState state) {
    return "%s  %s  by %s at %s%s"
        .formatted(
            state.stable().map(v -> v.version().display()).orElse(withoutVersion(state)),
            state.change().action().name().toLowerCase(Locale.ROOT),
            state.change().requestedBy(),
            state.change().at(),
            state.change().reason().isEmpty() ? "" : ": " + state.change().reason());
  }

  private static String withoutVersion(DesiredState state) {
    return state.model().equals(DesiredState.ALL_MODELS)
        ? "all models " + (state.frozen() ? "frozen" : "not frozen")
        : state.model() + " retired";
  }

  private static void add(ObjectNode json, EnrichedView result) {
    json.put("resultId", result.position().resultId()).put("contentId", result.contentId());
    json.put("mediaType", result.mediaType()).put("title", result.title().orElse(null));
    json.put("contentSha256", result.contentSha256()).put("route", result.route());
    ArrayNode results = json.putArray("results");
    result.results().forEach(one -> addResult(version(results.addObject(), one.version()), one));
    json.put("producedAt", result.producedAt().toString());
    json.put("enrichedAt", result.enrichedAt().toString());
  }

  /** What one model made of it. */
  static ObjectNode addResult(ObjectNode json, ModelResult result) {
    if (result instanceof ModelResult.Failed failed) {
      json.put("status", "FAILED").put("kind", failed.kind().name());
      return json.put("reason", failed.reason());
    }
    add(json.put("status", "OK"), (ModelResult.Ok) result);
    return json;
  }

  private static void add(ObjectNode json, ModelResult.Ok ok) {
    ok.embedding()
        .ifPresent(
            embedding -> {
              ObjectNode node = json.putObject("embedding");
              node.put("spaceId", embedding.spaceId()).put("normalised", embedding.normalised());
              ArrayNode vector = node.putArray("vector");
              for (float value : embedding.vector()) {
                vector.add(value);
              }
            });
    addLabels(json, ok.top());
    json.put("inputs", ok.chunkCount());
  }

  static void addLabels(ObjectNode json, List<ScoredLabel> labels) {
    if (!labels.isEmpty()) {
      ArrayNode top = json.putArray("top");
      labels.forEach(
          label -> top.addObject().put("label", label.label()).put("score", label.score()));
    }
  }

  private static void add(ObjectNode json, AuditView event) {
    json.put("instance", event.instance()).put("at", event.at().toString());
    if (event instanceof AuditView.SpanView view) {
      Span span = view.span();
      ObjectNode node = json.putObject("span");
      node.put("topic", span.first().topic()).put("partition", span.first().partition());
      node.put("firstOffset", span.first().offset()).put("lastOffset", span.lastOffset());
      node.put("results", span.counts().results());
      node.put("deadLetters", span.counts().deadLetters());
      node.put("deletions", span.counts().deletions()).put("mayOverlap", span.mayOverlap());
      ArrayNode models = node.putArray("models");
      span.models().forEach(version -> version(models.addObject(), version));
      return;
    }
    AuditView.LifecycleView lifecycle = (AuditView.LifecycleView) event;
    LifecycleEvent step = lifecycle.event();
    ObjectNode node = json.putObject("lifecycle");
    node.put("model", step.model()).put("phase", step.phase().name());
    step.version().ifPresent(version -> version(node, version));
    node.put("previousVersion", step.previous().map(ModelVersion::version).orElse(null));
    node.put("reason", step.reason().orElse(null));
    node.put("durationMillis", step.took().map(Duration::toMillis).orElse(null));
    lifecycle
        .environment()
        .ifPresent(environment -> WhyJson.environment(node.putObject("environment"), environment));
  }

  private static void add(ObjectNode json, DeadLetter letter) {
    json.put("source", letter.source().resultId()).put("kind", letter.kind());
    json.put("stage", letter.stage()).put("message", letter.message());
  }

  static void add(ObjectNode json, DesiredState state) {
    json.put("model", state.model());
    addVersion(json, "stable", state.stable());
    addVersion(json, "fallback", state.fallback());
    json.put("action", state.change().action().name()).put("frozen", state.frozen());
    state.freeze().ifPresent(freeze -> add(json.putObject("freeze"), freeze));
    json.put("breaking", state.stable().map(DesiredVersion::breaking).orElse(false));
    json.put("revision", state.change().revision());
    json.put("requestedBy", state.change().requestedBy());
    json.put("reason", state.change().reason()).put("at", state.change().at().toString());
    add(json.putObject("activation"), state.activation());
  }

  private static void add(ObjectNode json, DesiredState.Activation activation) {
    json.put("rollback", activation.rollback()).put("requestedBy", activation.requestedBy());
    json.put("reason", activation.reason()).put("at", activation.at().toString());
    json.put("replacedDigest", activation.replacedDigest().orElse(null));
  }

  private static void addVersion(ObjectNode json, String name, Optional<DesiredVersion> version) {
    version.ifPresent(
        v -> {
          ObjectNode node = version(json.putObject(name), v.version());
          node.put("artifactUri", ShownUri.of(v.artifactUri()).toString()).put("stage", v.stage());
          v.approval().ifPresent(approval -> add(node.putObject("approval"), approval));
        });
  }

  static void add(ObjectNode json, DesiredState.Freeze freeze) {
    json.put("by", freeze.by()).put("reason", freeze.reason()).put("at", freeze.at().toString());
  }

  private static void add(ObjectNode json, Approval approval) {
    json.put("approvedBy", approval.approvedBy()).put("at", approval.at().toString());
    json.put("note", approval.note().orElse(null));
    approval
        .seal()
        .ifPresent(
            seal -> {
              json.put("expiresAt", seal.expiresAt().map(Instant::toString).orElse(null));
              json.put("gateReportDigest", seal.evidence().gateReportDigest());
              json.put("environmentDigest", seal.evidence().environmentDigest());
              json.put("keyId", seal.keyId()).put("signature", seal.signature());
              json.put("form", seal.form()).put("breaking", seal.subject().breaking());
            });
  }

  private static ObjectNode version(ObjectNode json, ModelVersion version) {
    return json.put("model", version.model())
        .put("version", version.version())
        .put("digest", version.digest());
  }
}

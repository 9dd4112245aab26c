package io.hubstream.audit;

import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.content.Timings;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines of the topics, made by hand. Times are seconds. */
final class AuditLines {
  static final RuntimeEnvironment ENVIRONMENT =
      new RuntimeEnvironment(
          "i",
          "0.1.0",
          Optional.of("abc"),
          "2.18.0",
          new RuntimeEnvironment.Gpu(Optional.of("12.6"), Optional.of("9.5"), Optional.of("570.1")),
          RuntimeEnvironment.Platform.current(),
          Optional.of("sha256:e"));

  private int number;

  static SourcePosition at(long offset) {
    return new SourcePosition("content", 0, offset);
  }

  static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }

  /** The last state of a span of partition 0, that grew until a second. */
  static AuditView.SpanView span(
      String instance, long first, long last, long second, SpanCounts counts, ModelVersion... set) {
    return span(instance, first, last, second, counts, false, set);
  }

  static AuditView.SpanView span(
      String instance,
      long first,
      long last,
      long second,
      SpanCounts counts,
      boolean mayOverlap,
      ModelVersion... set) {
    Span span = new Span(at(first), last, Arrays.asList(set), counts, mayOverlap, 7);
    return new AuditView.SpanView(
        "span|content|0|" + first, instance, second(second), mayOverlap, span);
  }

  /** A step that ada asked for, by the update at a registry offset. */
  AuditView.LifecycleView step(
      String instance, long second, Phase phase, ModelVersion version, long registryOffset) {
    LifecycleEvent event =
        LifecycleEvent.of(
                second(second),
                version.model(),
                phase,
                new LifecycleEvent.Origin(
                    registryOffset,
                    Optional.of("ada"),
                    Optional.of(URI.create("file:///models/" + version.version())),
                    Map.of("trainingRun", "run-" + version.version())))
            .ofVersion(version)
            .with(LifecycleEvent.Detail.because("because of " + version.version()));
    return new AuditView.LifecycleView(
        "step-" + number++, instance, second(second), event, Optional.of(ENVIRONMENT));
  }

  /** An attempt to follow the update at a registry offset, that failed and is made again. */
  AuditView.LifecycleView again(
      String instance, long second, ModelVersion version, long registryOffset) {
    AuditView.LifecycleView step = step(instance, second, Phase.REQUESTED, version, registryOffset);
    return new AuditView.LifecycleView(
        step.id(),
        instance,
        step.at(),
        step.event().with(LifecycleEvent.Detail.postponed(Phase.FETCHED, "it is tried again")),
        step.environment());
  }

  static Evidence.Result result(long offset, String instance, long second, ModelVersion... stamps) {
    List<ModelResult> results =
        Arrays.stream(stamps)
            .<ModelResult>map(
                stamp -> new ModelResult.Failed(stamp, FailureKind.MODEL_OUTPUT, "NaN"))
            .toList();
    return new Evidence.Result(
        new SourcePosition("enriched", 0, offset + 100),
        new EnrichedView(
            at(offset),
            "item-" + offset,
            "text/plain",
            Optional.empty(),
            "ab",
            "default",
            results,
            new Timings(0, 0, 0, 0),
            instance,
            second(second),
            second(second)));
  }

  /** The update by which somebody asked for a version, approved by grace. */
  static Evidence.Update update(long offset, String by, ModelVersion version) {
    return new Evidence.Update(
        offset,
        new DesiredState(
            version.model(),
            Optional.of(
                Versions.wanted(version)
                    .approved(Optional.of(new Approval("grace", second(0), Optional.of("CHG-1"))))),
            Optional.empty(),
            Optional.empty(),
            new DesiredState.Change(
                DesiredState.Action.ACTIVATE, by, "better", second(1), Optional.empty(), 1),
            Optional.empty()));
  }

  /** The update by which ada asked for a version, with a fallback; each has an approver. */
  static Evidence.Update update(
      long offset, ModelVersion stable, String approver, ModelVersion fallback, String before) {
    return new Evidence.Update(
        offset,
        new DesiredState(
            stable.model(),
            Optional.of(approved(stable, approver)),
            Optional.empty(),
            Optional.of(approved(fallback, before)),
            new DesiredState.Change(
                DesiredState.Action.ACTIVATE, "ada", "better", second(1), Optional.empty(), 1),
            Optional.empty()));
  }

  private static DesiredVersion approved(ModelVersion version, String approver) {
    return Versions.wanted(version)
        .approved(Optional.of(new Approval(approver, second(0), Optional.empty())));
  }
}

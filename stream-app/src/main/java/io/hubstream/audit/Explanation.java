package io.hubstream.audit;

import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.records.AuditView.SpanView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.DesiredVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a source record became what it became.
 *
 * @param evidence what the topics hold about it
 * @param outcome what became of it
 * @param spans the spans over its position
 * @param models the versions that made its result; else those that served when it was handled
 * @param disagreements where the topics contradict each other; empty where they agree
 * @param remarks what could not be said, and why
 */
public record Explanation(
    Evidence evidence,
    Outcome outcome,
    List<SpanView> spans,
    List<Made> models,
    List<String> disagreements,
    List<String> remarks) {
  public Explanation {
    spans = List.copyOf(spans);
    models = List.copyOf(models);
    disagreements = List.copyOf(disagreements);
    remarks = List.copyOf(remarks);
  }

  /** What became of a source record. */
  public enum Outcome {
    RESULT,
    DEAD_LETTER,
    /** Passed on as a null value: no model ran. */
    DELETION,
    /** A span covers it, but neither a result nor a dead letter is there any more. */
    GONE,
    /** It was not processed, as far as the topics know. */
    UNKNOWN
  }

  /**
   * One model version's part.
   *
   * @param version it
   * @param result what it made; empty where there is no result
   * @param activation the step by which it came to serve, where the audit holds it
   * @param request the step that began this life, where the audit holds it
   * @param update what the registry still says about who asked and who approved
   */
  public record Made(
      ModelVersion version,
      Optional<ModelResult> result,
      Optional<LifecycleView> activation,
      Optional<LifecycleView> request,
      Optional<Evidence.Update> update) {

    /** What it ran on. */
    public Optional<RuntimeEnvironment> environment() {
      return activation.flatMap(LifecycleView::environment);
    }

    /** The version as the update names it, with its approval: the stable one or its fallback. */
    public Optional<DesiredVersion> wanted() {
      return update.stream()
          .map(Evidence.Update::state)
          .flatMap(state -> Stream.of(state.stable(), state.fallback()))
          .flatMap(Optional::stream)
          .filter(named -> named.version().equals(version))
          .findFirst();
    }

    /** The version that the update is about, where this one served as its fallback. */
    public Optional<ModelVersion> fallbackOf() {
      return update
          .flatMap(row -> row.state().stable())
          .map(DesiredVersion::version)
          .filter(stable -> !stable.equals(version));
    }
  }

  /** Whether there is an answer, and nothing contradicts it. */
  public boolean holds() {
    return outcome != Outcome.UNKNOWN && disagreements.isEmpty();
  }
}

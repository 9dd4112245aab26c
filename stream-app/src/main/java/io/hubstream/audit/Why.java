package io.hubstream.audit;

import io.hubstream.audit.Explanation.Made;
import io.hubstream.audit.Explanation.Outcome;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.records.AuditView.SpanView;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains one record from what was read. No Kafka, no clock.
 *
 * <p>Owned by one thread, used for one explanation.
 */
public final class Why {
  private final Evidence evidence;
  private final AuditTrail trail;
  private final List<SpanView> spans;
  private final List<String> remarks = new ArrayList<>();

  private Why(Evidence evidence, AuditTrail trail) {
    this.evidence = evidence;
    this.trail = trail;
    this.spans = trail.spansOver(evidence.position());
  }

  /** Explains a record. */
  public static Explanation explain(Evidence evidence, AuditTrail trail) {
    return new Why(evidence, trail).explanation();
  }

  private Explanation explanation() {
    Outcome outcome = outcome();
    List<Made> models = models();
    if (outcome == Outcome.GONE) {
      remarks.add(
          "neither the result nor a dead letter is there any more: the versions are those that its"
              + " span names");
    }
    if (CrossCheck.isUncommitted(evidence, spans)) {
      remarks.add(
          "this result bears what made it, and no span names that: under at_least_once its run can"
              + " have been stopped before it committed; the record was handled again");
    }
    return new Explanation(
        evidence,
        outcome,
        spans,
        models,
        CrossCheck.disagreements(evidence, spans, models),
        remarks);
  }

  private Outcome outcome() {
    if (evidence.result().isPresent()) {
      return Outcome.RESULT;
    }
    if (evidence.deadLetter().isPresent()) {
      return Outcome.DEAD_LETTER;
    }
    if (spans.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    return evidence.deletion() ? Outcome.DELETION : Outcome.GONE;
  }

  private List<Made> models() {
    if (evidence.result().isPresent()) {
      return evidence.result().get().view().results().stream()
          .map(result -> made(result.version(), Optional.of(result)))
          .toList();
    }
    return spans.stream()
        .flatMap(view -> view.span().models().stream())
        .distinct()
        .map(version -> made(version, Optional.empty()))
        .toList();
  }

  private Made made(ModelVersion version, Optional<ModelResult> result) {
    Optional<LifecycleView> activation = activation(version);
    if (activation.isEmpty()) {
      remarks.add(
          "the audit holds no activation of %s (%s) on instance %s before the record was handled: who asked for it is not known"
              .formatted(version.display(), version.digest(), instance().orElse("unknown")));
    }
    Optional<Evidence.Update> update =
        activation.flatMap(step -> update(version, step.event().registryOffset()));
    if (activation.isPresent() && update.isEmpty()) {
      remarks.add(
          "no update of the registry that was read activated %s: who approved it is not known"
              .formatted(version.display()));
    }
    return new Made(
        version, result, activation, activation.flatMap(step -> request(version, step)), update);
  }

  /** The last activation on the instance that handled the record, before it did. */
  private Optional<LifecycleView> activation(ModelVersion version) {
    Optional<Instant> handled = handledAt();
    return trail.steps(version.model()).stream()
        .filter(step -> step.event().phase() == Phase.ACTIVATED)
        .filter(step -> step.event().version().equals(Optional.of(version)))
        .filter(step -> instance().equals(Optional.of(step.instance())))
        .filter(step -> handled.isPresent() && !step.at().isAfter(handled.get()))
        .reduce((earlier, later) -> later);
  }

  private Optional<LifecycleView> request(ModelVersion version, LifecycleView activation) {
    return trail.steps(version.model()).stream()
        .filter(step -> step.event().phase() == Phase.REQUESTED && !step.event().triesAgain())
        .filter(step -> step.event().version().equals(Optional.of(version)))
        .filter(step -> step.instance().equals(activation.instance()))
        .filter(step -> !step.at().isAfter(activation.at()))
        .reduce((earlier, later) -> later);
  }

  /**
   * An update has one offset for ever; a fallback is activated by the update of another version.
   */
  private Optional<Evidence.Update> update(ModelVersion version, long offset) {
    return evidence.registry().stream()
        .filter(update -> update.offset() == offset)
        .filter(update -> update.state().model().equals(version.model()))
        .filter(
            update ->
                update.state().stable().map(DesiredVersion::version).equals(Optional.of(version))
                    || update
                        .state()
                        .fallback()
                        .map(DesiredVersion::version)
                        .equals(Optional.of(version)))
        .findFirst();
  }

  private Optional<String> instance() {
    return evidence
        .result()
        .map(result -> result.view().instance())
        .or(() -> spans.stream().map(SpanView::instance).findFirst());
  }

  private Optional<Instant> handledAt() {
    return evidence
        .result()
        .map(result -> result.view().enrichedAt())
        .or(() -> spans.stream().map(SpanView::at).findFirst());
  }
}

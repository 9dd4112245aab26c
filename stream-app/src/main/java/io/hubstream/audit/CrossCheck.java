package io.hubstream.audit;

import io.hubstream.audit.Explanation.Made;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Span;
import io.hubstream.records.AuditView.SpanView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Holds the enriched topic, the dead letters and the audit against each other, for one record. */
final class CrossCheck {
  private CrossCheck() {}

  /** What contradicts what, in words; empty where all agree. */
  static List<String> disagreements(Evidence evidence, List<SpanView> spans, List<Made> models) {
    List<String> found = new ArrayList<>();
    boolean handled = evidence.result().isPresent() || evidence.deadLetter().isPresent();
    if (handled && spans.isEmpty()) {
      found.add("no span of the audit covers %s".formatted(evidence.position()));
    }
    if (spans.size() > 1 && spans.stream().noneMatch(view -> view.span().mayOverlap())) {
      found.add(
          "%d spans cover %s, and none says that it may overlap"
              .formatted(spans.size(), evidence.position()));
    }
    if (evidence.result().isPresent() && evidence.deadLetter().isPresent()) {
      found.add(
          "there is a result, %s, and a dead letter, %s"
              .formatted(evidence.result().get().place(), evidence.deadLetter().get().place()));
    }
    if (!spans.isEmpty() && !isUncommitted(evidence, spans)) {
      evidence.result().ifPresent(result -> result(result, spans, found));
      evidence.deadLetter().ifPresent(letter -> deadLetter(spans, found));
    }
    models.forEach(made -> registry(made, found));
    return found;
  }

  /**
   * Whether the result may be of a run that was stopped before it committed, and so before it wrote
   * its span: under at_least_once, where the record was handled again.
   */
  static boolean isUncommitted(Evidence evidence, List<SpanView> spans) {
    return !spans.isEmpty()
        && spans.stream().allMatch(view -> view.span().mayOverlap())
        && evidence.result().filter(result -> !isNamed(result, spans)).isPresent();
  }

  private static boolean isNamed(Evidence.Result result, List<SpanView> spans) {
    List<ModelVersion> stamps = result.view().results().stream().map(ModelResult::version).toList();
    return spans.stream()
        .filter(view -> view.instance().equals(result.view().instance()))
        .anyMatch(view -> view.span().models().containsAll(stamps));
  }

  private static void result(Evidence.Result result, List<SpanView> spans, List<String> found) {
    List<ModelVersion> stamps = result.view().results().stream().map(ModelResult::version).toList();
    if (spans.stream().noneMatch(view -> view.span().models().containsAll(stamps))) {
      found.add(
          "the result bears %s, but its span names %s"
              .formatted(
                  text(stamps),
                  spans.stream()
                      .map(view -> text(view.span().models()))
                      .collect(Collectors.joining(" or "))));
    }
    if (spans.stream().noneMatch(view -> view.instance().equals(result.view().instance()))) {
      found.add(
          "the result says that instance %s made it, its span that %s did"
              .formatted(result.view().instance(), spans.get(0).instance()));
    }
    if (spans.stream().allMatch(view -> view.span().counts().results() == 0)) {
      found.add("there is a result, but its span counts none: " + text(spans.get(0).span()));
    }
  }

  private static void deadLetter(List<SpanView> spans, List<String> found) {
    if (spans.stream().allMatch(view -> view.span().counts().deadLetters() == 0)) {
      found.add("there is a dead letter, but its span counts none: " + text(spans.get(0).span()));
    }
  }

  private static void registry(Made made, List<String> found) {
    made.activation()
        .flatMap(step -> step.event().origin().requestedBy())
        .filter(
            by ->
                made.update()
                    .filter(update -> !update.state().activation().requestedBy().equals(by))
                    .isPresent())
        .ifPresent(
            by ->
                found.add(
                    "the audit says that %s asked for %s, the registry names %s"
                        .formatted(
                            by,
                            made.version().display(),
                            made.update().orElseThrow().state().activation().requestedBy())));
  }

  private static String text(List<ModelVersion> versions) {
    return versions.stream()
        .map(version -> version.display() + " " + version.digest())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(Span span) {
    return "%s to %d".formatted(span.first(), span.lastOffset());
  }
}

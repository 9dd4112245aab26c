package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SpanCounts;
import io.hubstream.records.AuditView.SpanView;
import java.util.List;

/**
 * What a version touched. A span counts every record that was handled while the version was in the
 * set; with routes, some of them were sent to other models of the set alone.
 *
 * @param version the version
 * @param spans the spans that name it, by position
 * @param totals over these spans
 * @param mayOverlap whether a record can stand in two of the spans, and be counted twice
 */
public record Affected(
    ModelVersion version, List<SpanView> spans, SpanCounts totals, boolean mayOverlap) {
  public Affected {
    spans = List.copyOf(spans);
  }

  /** Looks through the audit. */
  public static Affected by(ModelVersion version, AuditTrail trail) {
    List<SpanView> spans =
        trail.spans().stream().filter(view -> view.span().models().contains(version)).toList();
    SpanCounts totals = SpanCounts.NONE;
    for (SpanView view : spans) {
      SpanCounts counts = view.span().counts();
      totals =
          new SpanCounts(
              totals.results() + counts.results(),
              totals.deadLetters() + counts.deadLetters(),
              totals.deletions() + counts.deletions());
    }
    return new Affected(
        version, spans, totals, spans.stream().anyMatch(view -> view.span().mayOverlap()));
  }
}

package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.AuditView;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.records.AuditView.SpanView;
import io.hubstream.serving.LifecycleEvent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The audit as it was read: of each line its last state, as compaction would leave it.
 *
 * <p>Owned by one thread. Memory: a few hundred bytes for each span and lifecycle event.
 */
public final class AuditTrail {
  private static final Comparator<SpanView> BY_POSITION =
      Comparator.comparing((SpanView view) -> view.span().first().topic())
          .thenComparingInt(view -> view.span().first().partition())
          .thenComparingLong(view -> view.span().first().offset());

  private final Map<String, AuditView> lastById = new LinkedHashMap<>();

  /** Takes in a line; those of one id in the order in which they were written. */
  public void add(AuditView line) {
    lastById.put(line.id(), line);
  }

  /** All spans, by position. */
  public List<SpanView> spans() {
    return of(SpanView.class).sorted(BY_POSITION).toList();
  }

  /** The spans over a position: one under exactly-once, none where it was not processed. */
  public List<SpanView> spansOver(SourcePosition position) {
    return of(SpanView.class)
        .filter(
            view -> {
              SourcePosition first = view.span().first();
              return first.topic().equals(position.topic())
                  && first.partition() == position.partition()
                  && first.offset() <= position.offset()
                  && position.offset() <= view.span().lastOffset();
            })
        .sorted(BY_POSITION)
        .toList();
  }

  /** The lifecycle events of a model, oldest first. */
  public List<LifecycleView> steps(String model) {
    return of(LifecycleView.class)
        .filter(view -> view.event().model().equals(model))
        .sorted(Comparator.comparing(LifecycleView::at))
        .toList();
  }

  /** The models that lifecycle events are about, sorted. */
  public List<String> models() {
    return of(LifecycleView.class)
        .map(view -> view.event().model())
        .filter(model -> !model.equals(LifecycleEvent.ALL_MODELS))
        .distinct()
        .sorted()
        .toList();
  }

  /** Every version that a span or a lifecycle event names, without repetition. */
  public List<ModelVersion> versions() {
    return Stream.concat(
            of(SpanView.class).flatMap(view -> view.span().models().stream()),
            of(LifecycleView.class).flatMap(view -> view.event().version().stream()))
        .distinct()
        .sorted(Comparator.comparing(ModelVersion::display).thenComparing(ModelVersion::digest))
        .toList();
  }

  private <T extends AuditView> Stream<T> of(Class<T> kind) {
    return lastById.values().stream().filter(kind::isInstance).map(kind::cast);
  }
}

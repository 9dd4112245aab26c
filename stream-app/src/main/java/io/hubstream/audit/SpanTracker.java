package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the growing span of one partition: a run of records that one set of model versions handled.
 * A new run starts when the set changes, and with each new assignment (a tracker lives as long as
 * its task).
 *
 * <p>Under at_least_once results are there before they are committed. A run then repeats what the
 * one before it did not commit, and does not know how far that came: all of its spans may overlap.
 * It may even start at the same record with other versions, so its spans have keys of their own:
 * else compaction would remove the span that names what made the earlier results.
 *
 * <p>Owner thread: the task's stream thread; nothing else may call. It needs no close.
 */
public final class SpanTracker {
  private final boolean atLeastOnce;
  private final String run;
  private final List<Span> changed = new ArrayList<>();
  private @Nullable Span current;
  private boolean currentChanged;

  /**
   * @param atLeastOnce whether records may be repeated that an earlier owner handled but did not
   *     commit
   */
  public SpanTracker(boolean atLeastOnce) {
    this.atLeastOnce = atLeastOnce;
    this.run = atLeastOnce ? UUID.randomUUID().toString().substring(0, 8) : "";
  }

  /**
   * Counts a record; to be called in offset order.
   *
   * @param versions the leased set, sorted by model name
   */
  public void record(
      List<ModelVersion> versions, long registryOffset, SourcePosition position, Outcome outcome) {
    Span span = current;
    if (span == null || (span.models() != versions && !span.models().equals(versions))) {
      close(span);
      span =
          new Span(
              position,
              position.offset(),
              versions,
              SpanCounts.NONE,
              atLeastOnce,
              registryOffset,
              run);
    }
    current =
        new Span(
            span.first(),
            position.offset(),
            span.models(),
            span.counts().plus(outcome),
            span.mayOverlap(),
            span.registryOffset(),
            span.run());
    currentChanged = true;
  }

  private void close(@Nullable Span span) {
    if (span != null && currentChanged) {
      changed.add(span);
    }
  }

  /** The spans that grew since the last call, oldest first. */
  public List<Span> takeChanged() {
    List<Span> spans = new ArrayList<>(changed);
    changed.clear();
    if (currentChanged && current != null) {
      spans.add(current);
      currentChanged = false;
    }
    return spans;
  }
}

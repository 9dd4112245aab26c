package io.hubstream.content;

import java.util.List;

/**
 * A run of records of one partition that one set of model versions handled, without a break. It
 * counts records, not offset numbers: transaction markers leave holes in the numbers.
 *
 * @param first position of its first record; with the run this is the span's key
 * @param lastOffset offset of its last record so far
 * @param models the set, sorted by model name
 * @param mayOverlap whether another run's span may cover some of the same records (at_least_once: a
 *     run does not know how far the one before it came)
 * @param registryOffset registry offset up to which the set follows the desired state, -1 for none
 * @param run which assignment of the partition it belongs to, where two can have the same first
 *     record and both have made results of it (at_least_once); else empty
 */
public record Span(
    SourcePosition first,
    long lastOffset,
    List<ModelVersion> models,
    SpanCounts counts,
    boolean mayOverlap,
    long registryOffset,
    String run) {
  public Span {
    models = List.copyOf(models);
  }

  /** A span of the one run that can have it. */
  public Span(
      SourcePosition first,
      long lastOffset,
      List<ModelVersion> models,
      SpanCounts counts,
      boolean mayOverlap,
      long registryOffset) {
    this(first, lastOffset, models, counts, mayOverlap, registryOffset, "");
  }
}

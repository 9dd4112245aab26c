package io.hubstream.content;

import java.util.List;

/**
 * A run of records of one partition that one set of model versions handled, without a break. It
 * counts records, not offset numbers: transaction markers leave holes in the numbers.
 *
 * @param first position of its first record; with topic and partition this is the span's key
 * @param lastOffset offset of its last record so far
 * @param models the set, sorted by model name
 * @param mayOverlap whether an earlier span may cover some of the same records (at_least_once,
 *     after a restart)
 * @param registryOffset registry offset up to which the set follows the desired state, -1 for none
 */
public record Span(
    SourcePosition first,
    long lastOffset,
    List<ModelVersion> models,
    SpanCounts counts,
    boolean mayOverlap,
    long registryOffset) {
  public Span {
    models = List.copyOf(models);
  }
}

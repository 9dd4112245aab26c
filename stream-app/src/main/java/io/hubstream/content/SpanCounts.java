package io.hubstream.content;

/** How many records of a span became a result, a dead letter, a passed-on deletion. */
public record SpanCounts(long results, long deadLetters, long deletions) {
  public static final SpanCounts NONE = new SpanCounts(0, 0, 0);

  /** All records of the span. */
  public long records() {
    return results + deadLetters + deletions;
  }

  /** One more record, which ended this way. */
  public SpanCounts plus(Outcome outcome) {
    if (outcome instanceof Outcome.Enriched) {
      return new SpanCounts(results + 1, deadLetters, deletions);
    }
    return outcome instanceof Outcome.DeadLettered
        ? new SpanCounts(results, deadLetters + 1, deletions)
        : new SpanCounts(results, deadLetters, deletions + 1);
  }
}

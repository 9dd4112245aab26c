package io.hubstream.content;

import java.util.List;
import java.util.Optional;

/** How the enrichment of one record ended. Exactly one for each record taken in. */
public sealed interface Outcome {

  /**
   * A result for the enriched topic.
   *
   * @param item what was enriched
   * @param contentSha256 SHA-256 of the payload, 64 lower-case hexadecimal digits
   * @param route the route's name
   * @param results one for each model of the route, in the route's order
   */
  record Enriched(
      ContentItem item,
      String contentSha256,
      String route,
      List<ModelResult> results,
      Timings timings)
      implements Outcome {
    public Enriched {
      results = List.copyOf(results);
    }
  }

  /** The record goes to the dead letters. */
  record DeadLettered(FailureKind kind, Stage stage, String message, Optional<Throwable> cause)
      implements Outcome {}

  /** A null value: the content was deleted, and the null passes on. */
  record Deleted() implements Outcome {}
}

package io.hubstream.topology;

import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.Outcome;
import java.time.Duration;

/** What the topology tells a meter registry. Called by stream and decode threads. */
public interface EnrichmentMetrics {
  EnrichmentMetrics NONE = new EnrichmentMetrics() {};

  /** A task is about to take in the first record since it was assigned its partition. */
  default void taskBegins(String task) {}

  /**
   * A record's outcome was forwarded.
   *
   * @param endToEndMillis from the record's timestamp to now
   */
  default void outcome(Outcome outcome, long endToEndMillis) {}

  /** A record was dead-lettered. */
  default void deadLetter(FailureKind kind) {}

  /** A content item was decoded. */
  default void decoded(MediaKind kind, long nanos) {}

  /** A commit waited for the records in flight. */
  default void drained(int records, Duration took) {}

  /** Records and bytes in flight in a task's window, after a change. */
  default void window(String task, int records, long bytes) {}

  /** A task ended; its window is gone. */
  default void windowClosed(String task) {}
}

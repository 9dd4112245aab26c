package io.hubstream.topology;

import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers documents that cost the parser its time or its life. Many of them together can outlast
 * a transaction; when their records are taken in again, what is known of them need not be found out
 * again, so that every attempt gets further.
 *
 * <p>Shared by all tasks; bounded; safe for any thread.
 */
final class SlowDocuments {
  private static final int KEPT = 4_096;

  private final Map<SourcePosition, Outcome.DeadLettered> verdicts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<SourcePosition, Outcome.DeadLettered> eldest) {
          return size() > KEPT;
        }
      };

  /** Keeps the outcome, if it is one that was costly to find. */
  synchronized void learn(SourcePosition position, Outcome outcome) {
    if (outcome instanceof Outcome.DeadLettered deadLetter
        && deadLetter.kind() == FailureKind.PARSER_FAILED) {
      verdicts.put(position, deadLetter);
    }
  }

  /** What is known of the record. */
  synchronized Optional<Outcome.DeadLettered> known(SourcePosition position) {
    return Optional.ofNullable(verdicts.get(position));
  }
}

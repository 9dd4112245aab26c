package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.serving.Replacement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each instance said last of a version: that it serves, or that it failed. A version has
 * proved good if the last word of one instance is that it serves.
 *
 * <p>A refusal in REQUESTED says nothing: the version was not looked at. Nor does one for what
 * breaks beside the version that serves: that is about the two of them. Owned by one thread.
 */
public final class LastWords {
  private record Voice(String instance, ModelVersion version) {}

  private record Word(Instant at, boolean serves) {}

  private final Map<Voice, Word> words = new HashMap<>();

  /** Takes in a line of the audit, in any order. */
  public void add(AuditView line) {
    if (line instanceof AuditView.LifecycleView view) {
      LifecycleEvent event = view.event();
      boolean serves = event.phase() == Phase.ACTIVATED;
      if (event.version().isPresent() && (serves || failed(event))) {
        words.merge(
            new Voice(view.instance(), event.version().get()),
            new Word(view.at(), serves),
            (before, next) -> next.at().isBefore(before.at()) ? before : next);
      }
    }
  }

  private static boolean failed(LifecycleEvent event) {
    return event.phase() == Phase.REJECTED
        && !event.detail().rejectedIn().equals(Optional.of(Phase.REQUESTED))
        && event.reason().filter(Replacement::isAllThatSpeaksAgainst).isEmpty();
  }

  /** Whether it went through every gate somewhere, and has not failed there since. */
  public boolean isProven(ModelVersion version) {
    return words.entrySet().stream()
        .anyMatch(said -> said.getKey().version().equals(version) && said.getValue().serves());
  }
}

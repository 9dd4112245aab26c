package io.hubstream.service;

import io.hubstream.serving.Intake;
import io.hubstream.topology.StreamFailures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pauses the stream for as long as anybody has a reason to: it goes on when the last one has none
 * left. While it is paused, what was taken in is finished and committed, members stay in the group,
 * and nothing more is taken in.
 *
 * <p>Safe for any thread; nothing to close.
 */
final class PauseSwitch {
  private final Set<String> reasons = new LinkedHashSet<>();
  private Optional<StreamFailures.StreamsControl> streams = Optional.empty();

  /** From now on there is a stream to pause; it is paused at once if there is a reason. */
  synchronized void control(StreamFailures.StreamsControl control) {
    streams = Optional.of(control);
    if (!reasons.isEmpty()) {
      control.pause();
    }
  }

  /** Why it is paused; empty while it is not. */
  synchronized List<String> reasons() {
    return List.copyOf(reasons);
  }

  private synchronized void add(String reason) {
    if (reasons.isEmpty()) {
      streams.ifPresent(StreamFailures.StreamsControl::pause);
    }
    reasons.add(reason);
  }

  private synchronized void remove(String reason) {
    if (reasons.remove(reason) && reasons.isEmpty()) {
      streams.ifPresent(StreamFailures.StreamsControl::resume);
    }
  }

  /** The share of somebody who always has the same reason. */
  StreamFailures.StreamsControl because(String reason) {
    return new StreamFailures.StreamsControl() {
      @Override
      public void pause() {
        add(reason);
      }

      @Override
      public void resume() {
        remove(reason);
      }
    };
  }

  /** The share of the models: they are exchanged one after the other. */
  Intake intake() {
    return new Intake() {
      private String current = "";

      @Override
      public synchronized void pause(String why) {
        // The new reason before the old one goes, so that the stream does not go on in between.
        String before = current;
        current = why;
        add(why);
        if (!before.equals(why)) {
          remove(before);
        }
      }

      @Override
      public synchronized void resume() {
        remove(current);
      }
    };
  }
}

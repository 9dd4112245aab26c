package io.hubstream.testing;

import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.LifecycleListener;
import io.hubstream.serving.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps every lifecycle event. Safe for any thread. */
public final class RecordingListener implements LifecycleListener {
  private final List<LifecycleEvent> events = new ArrayList<>();

  @Override
  public synchronized void onEvent(LifecycleEvent event) {
    events.add(event);
    notifyAll();
  }

  public synchronized List<LifecycleEvent> events() {
    return List.copyOf(events);
  }

  /** The steps so far as {@code PHASE version}, in order. */
  public synchronized List<String> steps() {
    return events.stream()
        .map(e -> e.phase() + e.version().map(v -> " " + v.version()).orElse(""))
        .toList();
  }

  /** The events of one phase. */
  public synchronized List<LifecycleEvent> of(Phase phase) {
    return events.stream().filter(e -> e.phase() == phase).toList();
  }

  /** Waits up to ten seconds for an event; fails when none comes. */
  public LifecycleEvent await(Phase phase, String version) throws InterruptedException {
    return await(
        e -> e.phase() == phase && e.version().map(v -> v.version()).orElse("").equals(version),
        phase + " " + version);
  }

  private synchronized LifecycleEvent await(Predicate<LifecycleEvent> wanted, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (events.stream().noneMatch(wanted)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("no " + what + " within ten seconds, but " + events);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }
}

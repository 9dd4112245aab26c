package io.hubstream.eventhubs;

import io.hubstream.bridge.HubEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keeps what a source gives; may be told to fail. */
final class CollectingListener implements EventHubSource.Listener {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> given = new ArrayList<>();
  private final Set<Integer> claimed = new HashSet<>();
  private final List<String> troubles = new ArrayList<>();
  private int failures;
  private int batches;
  private int checkpoints;

  @Override
  public synchronized void events(List<HubEvent> events) {
    if (!events.isEmpty() && failures > 0) {
      failures--;
      throw new IllegalStateException("told to fail");
    }
    batches += events.isEmpty() ? 0 : 1;
    events.forEach(event -> given.add(new String(event.body(), StandardCharsets.UTF_8)));
    notifyAll();
  }

  @Override
  public synchronized void claimed(int partition) {
    claimed.add(partition);
    notifyAll();
  }

  @Override
  public synchronized void released(int partition) {
    claimed.remove(partition);
    notifyAll();
  }

  @Override
  public synchronized void checkpointed() {
    checkpoints++;
    notifyAll();
  }

  @Override
  public synchronized void trouble(String reason) {
    troubles.add(reason);
    notifyAll();
  }

  synchronized void failNext() {
    failures++;
  }

  synchronized List<String> given() {
    return List.copyOf(given);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** Whether all that was given is noted as read. */
  synchronized boolean allCheckpointed() {
    return checkpoints == batches;
  }

  synchronized int checkpoints() {
    return checkpoints;
  }

  synchronized Set<Integer> claimed() {
    return Set.copyOf(claimed);
  }

  /** Waits until it is so. */
  void await(String what, Predicate<CollectingListener> until) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    synchronized (this) {
      while (!until.test(this)) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError(
              "not within %s: %s; given %s, troubles %s".formatted(LIMIT, what, given, troubles));
        }
        wait(left);
      }
    }
  }
}

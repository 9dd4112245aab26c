package io.hubstream.serving;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done: at most one update of each model waits, the newest. An update is
 * unsettled from its arrival until it, or the one that superseded it, serves or was refused.
 *
 * <p>Owner thread: the lifecycle thread takes, puts back and settles; any thread may offer and
 * wait. {@link #stop} wakes everybody.
 */
final class DesiredQueue {

  /**
   * One update to follow.
   *
   * @param attempt 1 for the first
   * @param exchanges for how many attempts what served was unloaded first
   * @param refusal why the stable version was refused; then the fallback is what is wanted
   */
  record Work(DesiredModel desired, int attempt, int exchanges, Optional<String> refusal) {
    Work again() {
      return new Work(desired, attempt + 1, exchanges, refusal);
    }

    Work exchanged() {
      return new Work(desired, attempt, exchanges + 1, refusal);
    }

    Work forFallback(String why) {
      return new Work(desired, 1, 0, Optional.of(why));
    }
  }

  private static final class Entry {
    private long newestOffset = -1;
    private long unsettledSince;
    private long unsettledOffset;
    private boolean unsettled;
    private long dueNanos;
    private @Nullable Work waiting;
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long arrivals;
  private long followed = -1;
  private boolean stopped;

  /**
   * Takes in an update, unless a newer one of the model is known; says whether it did.
   *
   * @param onAccepted is run before anybody can take the update
   */
  synchronized boolean offer(DesiredModel desired, Runnable onAccepted) {
    Entry entry = entries.computeIfAbsent(desired.model(), name -> new Entry());
    boolean known = entry.newestOffset >= 0 && desired.registryOffset() <= entry.newestOffset;
    if (stopped || known) {
      return false;
    }
    arrivals++;
    if (!entry.unsettled) {
      entry.unsettled = true;
      entry.unsettledSince = arrivals;
      entry.unsettledOffset = desired.registryOffset();
    }
    entry.newestOffset = desired.registryOffset();
    entry.waiting = new Work(desired, 1, 0, Optional.empty());
    entry.dueNanos = System.nanoTime();
    onAccepted.run();
    notifyAll();
    return true;
  }

  /** Waits for the next update that is due; empty when the time is up or the queue stopped. */
  synchronized Optional<Work> take(Duration atMost) throws InterruptedException {
    return next(atMost, entry -> true);
  }

  private Optional<Work> next(Duration atMost, Predicate<Map.Entry<String, Entry>> which)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!stopped) {
      Optional<Entry> next =
          entries.entrySet().stream()
              .filter(which)
              .map(Map.Entry::getValue)
              .filter(entry -> entry.waiting != null)
              .min(Comparator.comparingLong(entry -> entry.dueNanos - deadline));
      long due = next.map(entry -> entry.dueNanos).orElse(deadline);
      long now = System.nanoTime();
      if (next.isPresent() && due - now <= 0) {
        return Optional.of(remove(next.get()));
      }
      if (deadline - now <= 0) {
        return Optional.empty();
      }
      waitNanos(Math.min(due - now, deadline - now));
    }
    return Optional.empty();
  }

  private static Work remove(Entry entry) {
    Work work = Objects.requireNonNull(entry.waiting);
    entry.waiting = null;
    return work;
  }

  /** Does an update again after a pause, unless a newer one has come in. */
  synchronized void putBack(Work work, Duration pause) {
    Entry entry = entryOf(work.desired());
    if (entry.waiting == null) {
      entry.waiting = work;
      entry.dueNanos = System.nanoTime() + pause.toNanos();
      notifyAll();
    }
  }

  /** As {@link #take}, of one model. */
  synchronized Optional<Work> takeOf(String model, Duration atMost) throws InterruptedException {
    return next(atMost, entry -> entry.getKey().equals(model));
  }

  /** Whether a newer update of the model waits. */
  synchronized boolean superseded(DesiredModel desired) {
    return stopped || entryOf(desired).waiting != null;
  }

  /** The update needs nothing more. */
  synchronized void settle(DesiredModel desired) {
    Entry entry = entryOf(desired);
    entry.unsettled = entry.waiting != null;
    notifyAll();
  }

  private Entry entryOf(DesiredModel desired) {
    return Objects.requireNonNull(entries.get(desired.model()));
  }

  /**
   * Registry offset up to which every update is settled, this one included unless a newer one of
   * its model waits; -1 for none. It never goes back.
   */
  synchronized long followedWith(DesiredModel settling) {
    Entry mine = entryOf(settling);
    Collection<Entry> all = entries.values();
    long newest = all.stream().mapToLong(entry -> entry.newestOffset).max().orElse(-1);
    long settled =
        all.stream()
            .filter(entry -> entry.unsettled && (entry != mine || entry.waiting != null))
            .mapToLong(entry -> entry.unsettledOffset - 1)
            .min()
            .orElse(newest);
    followed = Math.max(followed, settled);
    return followed;
  }

  /** Waits until all that had come in at the time of the call is settled. */
  synchronized boolean awaitSettled(Duration limit) throws InterruptedException {
    long target = arrivals;
    long deadline = System.nanoTime() + limit.toNanos();
    while (!stopped && unsettledUpTo(target)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      waitNanos(left);
    }
    return !stopped;
  }

  private boolean unsettledUpTo(long arrival) {
    return entries.values().stream()
        .anyMatch(entry -> entry.unsettled && entry.unsettledSince <= arrival);
  }

  private void waitNanos(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1));
  }

  synchronized boolean stopped() {
    return stopped;
  }

  /** Nothing more comes in or out. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}

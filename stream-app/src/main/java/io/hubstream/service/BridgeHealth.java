package io.hubstream.service;

import io.hubstream.bridge.BridgeListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a bridge does its work, and why not. Safe for any thread; nothing to close.
 *
 * <p>It is ready while it reads a partition and waits for nothing. That holds for one that has no
 * partition because other bridges have them all, too: it says so, and is no use to anybody.
 */
final class BridgeHealth implements BridgeListener {
  private final Set<Integer> partitions = new HashSet<>();
  private Optional<String> waiting = Optional.empty();
  private Optional<String> unreadable = Optional.empty();
  private long quietSinceNanos = System.nanoTime();

  synchronized void claimed(int partition) {
    partitions.add(partition);
    unreadable = Optional.empty();
    busy();
  }

  synchronized void released(int partition) {
    partitions.remove(partition);
    busy();
  }

  /** Reading failed. */
  synchronized void unreadable(String reason) {
    unreadable = Optional.of(reason);
    busy();
  }

  /** Reading works. */
  synchronized void readable() {
    unreadable = Optional.empty();
  }

  @Override
  public synchronized void waiting(String reason) {
    waiting = Optional.of(reason);
  }

  @Override
  public synchronized void goesOn() {
    waiting = Optional.empty();
  }

  /** Something comes, or is worked on. */
  synchronized void busy() {
    quietSinceNanos = System.nanoTime();
  }

  synchronized int partitions() {
    return partitions.size();
  }

  synchronized List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    waiting.ifPresent(reasons::add);
    unreadable.ifPresent(reasons::add);
    if (partitions.isEmpty()) {
      reasons.add("no partition of the event hub is read yet, or other bridges read them all");
    }
    return reasons;
  }

  synchronized Duration idle() {
    return reasons().isEmpty()
        ? Duration.ofNanos(System.nanoTime() - quietSinceNanos)
        : Duration.ZERO;
  }
}

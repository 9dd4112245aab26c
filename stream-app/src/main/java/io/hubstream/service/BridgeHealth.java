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
 * <p>It is ready while it reads a partition and waits for nothing. One that has no partition
 * because other bridges have them all is not: it says so.
 */
final class BridgeHealth implements BridgeListener {
  /** What is not said again for so long is over; what goes on is said more often. */
  private static final long TROUBLE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int allPartitions;
  private final Set<Integer> partitions = new HashSet<>();
  private Optional<String> waiting = Optional.empty();
  private Optional<String> unreadable = Optional.empty();
  private long unreadableSinceNanos;
  private int working;
  private long quietSinceNanos = System.nanoTime();

  /**
   * @param allPartitions how many the hub has
   */
  BridgeHealth(int allPartitions) {
    this.allPartitions = allPartitions;
  }

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
    unreadableSinceNanos = System.nanoTime();
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

  /** Events have come and are worked on, until {@link #done}. */
  synchronized void begin() {
    working++;
  }

  /** They are done with, or come again. */
  synchronized void done() {
    working--;
    busy();
  }

  private void busy() {
    quietSinceNanos = System.nanoTime();
  }

  synchronized int partitions() {
    return partitions.size();
  }

  synchronized List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    waiting.ifPresent(reasons::add);
    unreadable
        .filter(reason -> System.nanoTime() - unreadableSinceNanos < TROUBLE_NANOS)
        .ifPresent(reasons::add);
    if (partitions.isEmpty()) {
      reasons.add("no partition of the event hub is read yet, or other bridges read them all");
    }
    return reasons;
  }

  /** How long nothing has come of any partition; zero while one is not read here. */
  synchronized Duration idle() {
    return reasons().isEmpty() && partitions.size() == allPartitions && working == 0
        ? Duration.ofNanos(System.nanoTime() - quietSinceNanos)
        : Duration.ZERO;
  }
}

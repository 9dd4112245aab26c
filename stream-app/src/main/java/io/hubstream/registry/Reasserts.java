package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Publishes winners again, without a storm: each instance waits for a random time, drops the matter
 * when another instance was faster, and waits twice as long each time that it has to come back.
 *
 * <p>Owner thread: the registry thread. Nothing to close.
 */
final class Reasserts {
  private static final int MOST_DOUBLINGS = 8;

  // An instance that saw every row knows better than one that started from a compacted log.
  private static final int LET_OTHERS_FIRST = 5;

  private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

  private static final class Row {
    private long dueNanos;
    private boolean pending;
    private int published;
    private long publishedNanos;
  }

  private final RegistryFold fold;
  private final Consumer<DesiredState> publisher;
  private final Duration delay;
  private final Random random;
  private final Map<String, Row> rows = new HashMap<>();

  /**
   * @param publisher must not block for long
   */
  Reasserts(RegistryFold fold, Consumer<DesiredState> publisher, Duration delay, Random random) {
    this.fold = fold;
    this.publisher = publisher;
    this.delay = delay;
    this.random = random;
  }

  /** Publishes what is owed and due; returns how many rows. Called after each poll. */
  int publishDue(long nowNanos) {
    rows.forEach((model, row) -> row.pending &= fold.owed(model).isPresent());
    int count = 0;
    for (String model : fold.owing()) {
      Row row = rows.computeIfAbsent(model, name -> new Row());
      if (!row.pending) {
        schedule(model, row, nowNanos);
      } else if (row.dueNanos - nowNanos <= 0) {
        fold.owed(model).ifPresent(publisher);
        row.published++;
        row.publishedNanos = nowNanos;
        schedule(model, row, nowNanos);
        count++;
      }
    }
    return count;
  }

  // Until our own row comes back the model stays owing; then it would be published once more.
  private void schedule(String model, Row row, long nowNanos) {
    if (row.published > 0 && nowNanos - row.publishedNanos > FORGET_AFTER.toNanos()) {
      row.published = 0;
    }
    double spread = 1 + 3 * random.nextDouble();
    long factor = 1L << Math.min(row.published, MOST_DOUBLINGS);
    if (fold.onFaith(model)) {
      factor *= LET_OTHERS_FIRST;
    }
    row.pending = true;
    row.dueNanos = nowNanos + (long) (delay.toNanos() * spread * factor);
  }
}

package io.hubstream.topology;

import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.serving.ServingSet;
import io.hubstream.topology.hook.RecordScope;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The records of one task that were taken in and not yet forwarded, in offset order, bounded.
 *
 * <p>Owner thread: the task's stream thread. Workers only complete the futures.
 */
final class InFlightWindow {
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private final long maxBytes;
  private AtomicBoolean wanted = new AtomicBoolean(true);
  private long bytes;

  InFlightWindow(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * A record in flight.
   *
   * @param record as it came
   * @param scope the record context to forward under
   * @param set the set that was leased for it: for its versions only, the lease ends with the
   *     future
   * @param bytes payload bytes that it holds in memory
   */
  record Entry(
      Record<byte[], byte[]> record,
      RecordScope.Captured scope,
      SourcePosition position,
      ServingSet set,
      CompletableFuture<Outcome> future,
      long bytes) {

    /** The same record, enriched by another set. */
    Entry with(ServingSet other, CompletableFuture<Outcome> outcome) {
      return new Entry(record, scope, position, other, outcome, bytes);
    }
  }

  void add(Entry entry) {
    entries.add(entry);
    bytes += entry.bytes();
  }

  /** The oldest entry; the window must not be empty. */
  Entry head() {
    return entries.getFirst();
  }

  /** Whether the oldest entry's outcome is known. */
  boolean headDone() {
    Entry head = entries.peekFirst();
    return head != null && head.future().isDone();
  }

  /** Puts another entry of the same record in the place of each. */
  void replaceAll(UnaryOperator<Entry> change) {
    List<Entry> changed = entries.stream().map(change).toList();
    entries.clear();
    entries.addAll(changed);
  }

  void removeHead() {
    bytes -= entries.removeFirst().bytes();
  }

  /**
   * Whether another record must wait.
   *
   * @param maxRecords most records now
   */
  boolean isFull(int maxRecords) {
    return entries.size() >= maxRecords || bytes >= maxBytes;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int records() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  /** Whether the records that are taken in now are still in flight. Any thread may ask. */
  BooleanSupplier wanted() {
    return wanted::get;
  }

  /** Forgets everything; what is under way ends by itself, and what has not begun never does. */
  void clear() {
    wanted.set(false);
    wanted = new AtomicBoolean(true);
    entries.clear();
    bytes = 0;
  }
}

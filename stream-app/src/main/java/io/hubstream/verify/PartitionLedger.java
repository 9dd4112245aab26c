package io.hubstream.verify;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The books of one source partition: about nine bytes for each record, whatever its size.
 *
 * <p>Owned by its {@link VerificationLedger}.
 */
final class PartitionLedger {
  private long[] offsets = new long[64];
  private int size;
  private final BitSet results = new BitSet();
  private final BitSet deadLetters = new BitSet();
  private final BitSet deletions = new BitSet();
  private final Map<String, Deque<Long>> deletionsToCome = new HashMap<>();
  private final List<Span> spans = new ArrayList<>();
  private long lastForwarded = -1;
  private long lastStanding = -1;
  private long owed = -1;
  private @Nullable Span lastHit;

  /** A record of the source, in offset order. */
  void published(long offset) {
    if (size > 0 && offset <= offsets[size - 1]) {
      throw new IllegalArgumentException("offset %d after %d".formatted(offset, offsets[size - 1]));
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    offsets[size++] = offset;
  }

  /** A record of the source whose value is null. */
  void publishedDeletion(long offset, String key) {
    published(offset);
    deletionsToCome.computeIfAbsent(key, k -> new ArrayDeque<>()).add(offset);
  }

  /** Offset of the next deletion of a key that has not been passed on yet. */
  Optional<Long> nextDeletion(String key) {
    Deque<Long> waiting = deletionsToCome.get(key);
    return waiting == null ? Optional.empty() : Optional.ofNullable(waiting.poll());
  }

  void span(Span span) {
    spans.add(span);
  }

  /** How an outcome relates to the books. */
  enum Entry {
    FIRST,
    DUPLICATE,
    UNKNOWN
  }

  Entry result(long offset) {
    return enter(offset, results);
  }

  Entry deadLetter(long offset) {
    return enter(offset, deadLetters);
  }

  Entry deletion(long offset) {
    return enter(offset, deletions);
  }

  private Entry enter(long offset, BitSet kind) {
    int index = Arrays.binarySearch(offsets, 0, size, offset);
    if (index < 0) {
      return Entry.UNKNOWN;
    }
    boolean again = results.get(index) || deadLetters.get(index) || deletions.get(index);
    if (!again) {
      kind.set(index);
    }
    return again ? Entry.DUPLICATE : Entry.FIRST;
  }

  /** Whether a result that was forwarded now follows one of a later record. */
  boolean isBehind(long offset) {
    boolean behind = offset < lastForwarded;
    lastForwarded = Math.max(lastForwarded, offset);
    return behind;
  }

  /** Takes note of a result, a repetition or not, in the order in which they stand. */
  void stands(long offset) {
    if (offset < lastStanding) {
      owed = Math.max(owed, lastStanding);
    }
    lastStanding = offset;
  }

  /** Whether all that stands before a result of an earlier record comes again behind it. */
  boolean cameAgain() {
    return lastStanding >= owed;
  }

  /** Whether some span over the offset names all of these versions. */
  boolean isCoveredBy(long offset, List<ModelVersion> stamped) {
    // Neighbours mostly share a span, so the last hit is tried first.
    if (lastHit != null && agrees(lastHit, offset, stamped)) {
      return true;
    }
    for (Span span : spans) {
      if (agrees(span, offset, stamped)) {
        lastHit = span;
        return true;
      }
    }
    return false;
  }

  private static boolean agrees(Span span, long offset, List<ModelVersion> stamped) {
    return span.first().offset() <= offset
        && offset <= span.lastOffset()
        && span.models().containsAll(stamped);
  }

  int published() {
    return size;
  }

  int resultCount() {
    return results.cardinality();
  }

  int deadLetterCount() {
    return deadLetters.cardinality();
  }

  int deletionCount() {
    return deletions.cardinality();
  }

  /** Offsets of the records without an outcome, at most this many. */
  List<Long> missing(int limit) {
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < size && found.size() < limit; i++) {
      if (!results.get(i) && !deadLetters.get(i) && !deletions.get(i)) {
        found.add(offsets[i]);
      }
    }
    return found;
  }

  /** The spans in the order of their first offsets. */
  List<Span> spans() {
    return spans.stream().sorted(Comparator.comparingLong(s -> s.first().offset())).toList();
  }

  /** What is wrong with the spans, in words; empty where they cover every record exactly once. */
  List<String> spanFaults() {
    List<String> faults = new ArrayList<>();
    int covered = 0;
    for (Span span : spans()) {
      int from = lowerBound(span.first().offset());
      int to = lowerBound(span.lastOffset() + 1);
      if (from > covered) {
        faults.add("no span covers offset " + offsets[covered]);
      } else if (from < covered && from < to) {
        faults.add("two spans cover offset " + offsets[from]);
      }
      if (!countsAgree(span, from, to)) {
        faults.add(
            "span %s..%d says %s but %d results, %d dead letters, %d deletions are there"
                .formatted(
                    span.first(),
                    span.lastOffset(),
                    span.counts(),
                    count(results, from, to),
                    count(deadLetters, from, to),
                    count(deletions, from, to)));
      }
      covered = Math.max(covered, to);
    }
    if (covered < size) {
      faults.add("no span covers offset " + offsets[covered]);
    }
    return faults;
  }

  /** Records in no span, and spans that share records although neither says that it may. */
  List<String> spanGaps() {
    List<String> faults = new ArrayList<>();
    int covered = 0;
    Optional<Span> last = Optional.empty();
    for (Span span : spans()) {
      int from = lowerBound(span.first().offset());
      int to = lowerBound(span.lastOffset() + 1);
      if (from > covered) {
        faults.add("no span covers offset " + offsets[covered]);
      }
      boolean marked = span.mayOverlap() || last.map(Span::mayOverlap).orElse(false);
      if (from < covered && from < to && !marked) {
        faults.add("two spans share offset %d, and neither says so".formatted(offsets[from]));
      }
      if (to > covered) {
        covered = to;
        last = Optional.of(span);
      }
    }
    if (covered < size) {
      faults.add("no span covers offset " + offsets[covered]);
    }
    return faults;
  }

  private boolean countsAgree(Span span, int from, int to) {
    return span.counts().results() == count(results, from, to)
        && span.counts().deadLetters() == count(deadLetters, from, to)
        && span.counts().deletions() == count(deletions, from, to)
        && span.counts().records() == to - from;
  }

  private static int count(BitSet bits, int from, int to) {
    return bits.get(from, to).cardinality();
  }

  /** Index of the first record at or behind an offset. */
  private int lowerBound(long offset) {
    int index = Arrays.binarySearch(offsets, 0, size, offset);
    return index >= 0 ? index : -index - 1;
  }
}

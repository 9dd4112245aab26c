package io.hubstream.verify;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The arithmetic of the check: rows go in, the verdict comes out. No Kafka, no clock.
 *
 * <p>Rows come in this order: first every record that was published, in offset order within its
 * partition; then the last state of every span; then the outcomes, those of the enriched topic in
 * the order in which they stand there. Owned by one thread. Memory: about nine bytes a record.
 */
public final class VerificationLedger {
  private static final int EXAMPLES = 20;

  private final String sourceTopic;
  private final SortedMap<Integer, PartitionLedger> partitions = new TreeMap<>();
  private final List<String> regressed = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private long duplicates;
  private long outOfOrder;

  /** Results that no span over them names; one that was not committed is made again. */
  private final Map<SourcePosition, List<ModelVersion>> unnamed = new LinkedHashMap<>();

  private long misplaced;
  private long unknown;

  /**
   * @param sourceTopic the content topic: spans and outcomes of others are strangers
   */
  public VerificationLedger(String sourceTopic) {
    this.sourceTopic = sourceTopic;
  }

  /** A record of the content topic. */
  public void published(int partition, long offset) {
    partition(partition).published(offset);
  }

  /** A record of the content topic with a null value. */
  public void publishedDeletion(int partition, long offset, String key) {
    partition(partition).publishedDeletion(offset, key);
  }

  /** The last state of a span. */
  public void span(Span span) {
    if (span.first().topic().equals(sourceTopic)) {
      partition(span.first().partition()).span(span);
    }
  }

  /** A REGRESSED event of the audit. */
  public void regressed(String reason) {
    regressed.add(reason);
  }

  /**
   * A result.
   *
   * @param enrichedPartition where it stands
   * @param source what it was made from
   * @param stamped the versions that it bears
   */
  public void result(int enrichedPartition, SourcePosition source, List<ModelVersion> stamped) {
    PartitionLedger books = partition(source.partition());
    PartitionLedger.Entry entry =
        source.topic().equals(sourceTopic)
            ? books.result(source.offset())
            : PartitionLedger.Entry.UNKNOWN;
    boolean named = books.isCoveredBy(source.offset(), stamped);
    if (entry != PartitionLedger.Entry.UNKNOWN) {
      books.stands(source.offset());
    }
    if (!counts(entry, "result", source)) {
      if (entry == PartitionLedger.Entry.DUPLICATE && named) {
        unnamed.remove(source);
      }
      return;
    }
    forwarded(books, enrichedPartition, source);
    if (!named) {
      unnamed.put(source, stamped);
    }
  }

  /** A null value on the enriched topic. */
  public void deletion(int enrichedPartition, String key) {
    PartitionLedger books = partition(enrichedPartition);
    long offset = books.nextDeletion(key).orElse(-1L);
    SourcePosition source = new SourcePosition(sourceTopic, enrichedPartition, offset);
    if (counts(books.deletion(offset), "deletion", source)) {
      forwarded(books, enrichedPartition, source);
    }
  }

  /** A dead letter. */
  public void deadLetter(SourcePosition source) {
    PartitionLedger.Entry entry =
        source.topic().equals(sourceTopic)
            ? partition(source.partition()).deadLetter(source.offset())
            : PartitionLedger.Entry.UNKNOWN;
    counts(entry, "dead letter", source);
  }

  /** The verdict over all rows. */
  public Verification verdict() {
    List<String> spanFaults = new ArrayList<>();
    partitions.forEach(
        (number, books) ->
            books
                .spanFaults()
                .forEach(fault -> spanFaults.add("partition %d: %s".formatted(number, fault))));
    spanFaults.forEach(this::example);
    List<String> gaps = partitions.values().stream().flatMap(b -> b.spanGaps().stream()).toList();
    gaps.forEach(this::example);
    long left = partitions.values().stream().filter(books -> !books.cameAgain()).count();
    unnamed.forEach(
        (source, stamped) ->
            example(
                "result of %s bears %s, which its span does not name".formatted(source, stamped)));
    long results = sum(PartitionLedger::resultCount);
    long deadLetters = sum(PartitionLedger::deadLetterCount);
    long deletions = sum(PartitionLedger::deletionCount);
    long published = sum(PartitionLedger::published);
    long missing = published - results - deadLetters - deletions;
    partitions.forEach(
        (number, books) ->
            books
                .missing(EXAMPLES)
                .forEach(
                    offset ->
                        example("no outcome of %s-%d-%d".formatted(sourceTopic, number, offset))));
    return new Verification(
        new Verification.Counts(published, results, deadLetters, deletions),
        new Verification.Faults(
            missing, duplicates, outOfOrder, unnamed.size(), misplaced, unknown, left),
        new Verification.Spans(spanFaults.isEmpty(), gaps.isEmpty()),
        Swaps.of(partitions),
        regressed,
        examples);
  }

  private void forwarded(PartitionLedger books, int enrichedPartition, SourcePosition source) {
    if (enrichedPartition != source.partition()) {
      misplaced++;
      example("result of %s stands on partition %d".formatted(source, enrichedPartition));
    }
    if (books.isBehind(source.offset())) {
      outOfOrder++;
      example("result of %s stands behind a later one".formatted(source));
    }
  }

  /** Whether it is the first outcome of a record that is there. */
  private boolean counts(PartitionLedger.Entry entry, String what, SourcePosition source) {
    switch (entry) {
      case FIRST -> {
        return true;
      }
      case DUPLICATE -> {
        duplicates++;
        example("one more %s of %s".formatted(what, source));
      }
      case UNKNOWN -> {
        unknown++;
        example("%s of %s, which the content topic does not hold".formatted(what, source));
      }
    }
    return false;
  }

  private void example(String text) {
    if (examples.size() < EXAMPLES) {
      examples.add(text);
    }
  }

  private PartitionLedger partition(int number) {
    return partitions.computeIfAbsent(number, n -> new PartitionLedger());
  }

  private long sum(ToIntFunction<PartitionLedger> count) {
    return partitions.values().stream().mapToLong(count::applyAsInt).sum();
  }
}

package io.hubstream.verify;

import java.util.List;

/**
 * What reading the topics back showed.
 *
 * @param counts what is there
 * @param faults what should not be; all zero where every promise was kept
 * @param spans what the spans cover
 * @param swaps changes of version, as the spans show them
 * @param regressed reasons of the REGRESSED events
 * @param examples the first faults, in words
 */
public record Verification(
    Counts counts,
    Faults faults,
    Spans spans,
    List<Swap> swaps,
    List<String> regressed,
    List<String> examples) {

  public Verification {
    swaps = List.copyOf(swaps);
    regressed = List.copyOf(regressed);
    examples = List.copyOf(examples);
  }

  /**
   * @param recordsPublished records of the content topic, deletions included
   * @param results results on the enriched topic, without repetitions
   * @param deadLetters dead letters, without repetitions
   * @param deletions null values passed on
   */
  public record Counts(long recordsPublished, long results, long deadLetters, long deletions) {}

  /**
   * @param missing records without an outcome
   * @param duplicates outcomes beyond the first of a record; they bear its result id
   * @param outOfOrder results that stand behind a later record of their partition
   * @param mislabelled results that bear a digest which no span over their offset names, and that
   *     were not made again as one names it
   * @param misplaced results on another partition number than their record
   * @param unknown outcomes of records that the content topic does not hold
   * @param leftBehind partitions where a result stands behind one of a later record that does not
   *     come again behind it; what comes again does so in order
   */
  public record Faults(
      long missing,
      long duplicates,
      long outOfOrder,
      long mislabelled,
      long misplaced,
      long unknown,
      long leftBehind) {

    /** Faults of a stream whose repetitions are all in order. */
    public Faults(
        long missing,
        long duplicates,
        long outOfOrder,
        long mislabelled,
        long misplaced,
        long unknown) {
      this(missing, duplicates, outOfOrder, mislabelled, misplaced, unknown, 0);
    }

    boolean none() {
      return duplicates + outOfOrder == 0 && noneButRepetitions();
    }

    boolean noneButRepetitions() {
      return missing + mislabelled + misplaced + unknown + leftBehind == 0;
    }
  }

  /**
   * @param exact whether every record stands in exactly one span, and the counts of every span are
   *     those of the records that are really there
   * @param complete whether every record stands in a span, and one of two that share a record says
   *     that it may overlap
   */
  public record Spans(boolean exact, boolean complete) {}

  /** Whether every record stands in exactly one span, and every span counts right. */
  public boolean spanCoverageExact() {
    return spans.exact();
  }

  /** Whether everything that exactly_once_v2 promises was kept. */
  public boolean holdsExactlyOnce() {
    return faults.none() && spans.exact();
  }

  /**
   * Whether everything that at_least_once promises was kept. Allowed are repetitions, results that
   * stand before earlier ones and come again behind them, and spans that say that they may overlap.
   */
  public boolean holdsAtLeastOnce() {
    return faults.noneButRepetitions() && spans.complete();
  }
}

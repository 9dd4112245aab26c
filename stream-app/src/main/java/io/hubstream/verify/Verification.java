package io.hubstream.verify;

import java.util.List;

/**
 * What reading the topics back showed.
 *
 * @param counts what is there
 * @param faults what should not be; all zero where every promise was kept
 * @param spanCoverageExact whether every record stands in exactly one span, and the counts of every
 *     span are those of the records that are really there
 * @param swaps changes of version, as the spans show them
 * @param regressed reasons of the REGRESSED events
 * @param examples the first faults, in words
 */
public record Verification(
    Counts counts,
    Faults faults,
    boolean spanCoverageExact,
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
   * @param mislabelled results that bear a digest which no span over their offset names
   * @param misplaced results on another partition number than their record
   * @param unknown outcomes of records that the content topic does not hold
   */
  public record Faults(
      long missing,
      long duplicates,
      long outOfOrder,
      long mislabelled,
      long misplaced,
      long unknown) {

    boolean none() {
      return duplicates == 0 && noneButDuplicates();
    }

    boolean noneButDuplicates() {
      return missing + outOfOrder + mislabelled + misplaced + unknown == 0;
    }
  }

  /** Whether everything that exactly_once_v2 promises was kept. */
  public boolean holdsExactlyOnce() {
    return faults.none() && spanCoverageExact;
  }

  /** Whether everything that at_least_once promises was kept: repetitions are allowed. */
  public boolean holdsAtLeastOnce() {
    return faults.noneButDuplicates();
  }
}

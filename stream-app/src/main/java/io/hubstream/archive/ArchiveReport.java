package io.hubstream.archive;

import java.util.List;

/**
 * What a check of an archive found.
 *
 * @param findings what is not as an archiver left it; empty where all is well
 * @param heads the newest file of each chain
 * @param totals of what was read
 * @param lost what retention had removed before it was archived, in words: no fault of the archive
 */
public record ArchiveReport(
    List<Finding> findings, List<Head> heads, Totals totals, List<String> lost) {
  public ArchiveReport {
    findings = List.copyOf(findings);
    heads = List.copyOf(heads);
    lost = List.copyOf(lost);
  }

  /** Counts over all chains. */
  public record Totals(long files, long records) {}

  /** Whether nothing was found. */
  public boolean holds() {
    return findings.isEmpty();
  }
}

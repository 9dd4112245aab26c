package io.hubstream.bench;

import io.hubstream.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/**
 * What reading the topics back showed, over all runs of the service.
 *
 * @param runs that were checked
 * @param records that they committed
 * @param spansInexact runs whose audit does not cover every record exactly once
 * @param examples the first faults, in words
 */
public record Checks(
    int runs,
    long records,
    long missing,
    long duplicates,
    long outOfOrder,
    long mislabelled,
    long misplaced,
    long unknown,
    int spansInexact,
    List<String> examples) {
  public Checks {
    examples = List.copyOf(examples);
  }

  /** The sum over these runs. */
  public static Checks of(List<Verification> verifications) {
    Checks sum = new Checks(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
    for (Verification verification : verifications) {
      sum = sum.plus(verification);
    }
    return sum;
  }

  private Checks plus(Verification more) {
    Verification.Faults faults = more.faults();
    List<String> all = new ArrayList<>(examples);
    all.addAll(more.examples());
    return new Checks(
        runs + 1,
        records + more.counts().recordsPublished(),
        missing + faults.missing(),
        duplicates + faults.duplicates(),
        outOfOrder + faults.outOfOrder(),
        mislabelled + faults.mislabelled(),
        misplaced + faults.misplaced(),
        unknown + faults.unknown(),
        spansInexact + (more.spanCoverageExact() ? 0 : 1),
        all);
  }

  /** Whether every promise was kept. */
  public boolean hold() {
    return missing + duplicates + outOfOrder + mislabelled + misplaced + unknown + spansInexact
        == 0;
  }
}

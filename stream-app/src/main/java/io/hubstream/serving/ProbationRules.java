package io.hubstream.serving;

import java.time.Duration;

/**
 * When a version that has just begun to serve is taken back without being asked.
 *
 * @param enabled whether it ever is
 * @param window how long after its activation a version is watched; zero watches none
 * @param minRows rows that the rates are taken of, at least: with fewer, the missing ones count as
 *     good, so that a version is taken back as soon as it could not be saved by them
 * @param maxErrorRate share of rows that may fail, 0 to 1
 * @param maxNanRate share of rows that may give NaN or infinite values, 0 to 1
 */
public record ProbationRules(
    boolean enabled, Duration window, int minRows, double maxErrorRate, double maxNanRate) {

  /** Nothing is taken back. */
  public static final ProbationRules OFF = new ProbationRules(false, Duration.ZERO, 1, 1, 1);

  public ProbationRules {
    if (minRows < 1 || !isShare(maxErrorRate) || !isShare(maxNanRate) || window.isNegative()) {
      throw new IllegalArgumentException(
          "rows %d, rates %s and %s, window %s"
              .formatted(minRows, maxErrorRate, maxNanRate, window));
    }
  }

  private static boolean isShare(double rate) {
    return rate >= 0 && rate <= 1;
  }

  /** What is too much in these figures, with the figures; empty where nothing is. */
  String verdict(long rows, long errors, long notFinite) {
    long of = Math.max(rows, minRows);
    if (notFinite > maxNanRate * of) {
      return "%d of %d rows gave NaN or infinite values; rollback.auto.max.nan.rate=%s of at least %d rows"
          .formatted(notFinite, rows, maxNanRate, minRows);
    }
    if (errors > maxErrorRate * of) {
      return "%d of %d rows failed; rollback.auto.max.error.rate=%s of at least %d rows"
          .formatted(errors, rows, maxErrorRate, minRows);
    }
    return "";
  }
}

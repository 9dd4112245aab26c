package io.hubstream.bench;

import java.time.Duration;

/**
 * How many records a topic must hold so that no run comes to its end.
 *
 * @param warmUp longest warm-up
 */
record BacklogSize(Duration warmUp, Duration duration) {
  private static final double RESERVE = 1.3;
  private static final long MOST_BYTES = 3_000_000_000L;
  private static final long MOST_RECORDS = 2_000_000;
  private static final long FEWEST_RECORDS = 500;

  /**
   * @param recordsPerSecond as fast as any arm can be
   * @param bytes of a record
   */
  long records(double recordsPerSecond, long bytes) {
    double seconds = warmUp.plus(duration).toMillis() / 1e3;
    long wanted = Math.max(FEWEST_RECORDS, Math.round(recordsPerSecond * seconds * RESERVE));
    return Math.min(wanted, Math.min(MOST_RECORDS, Math.max(1, MOST_BYTES / Math.max(1, bytes))));
  }
}

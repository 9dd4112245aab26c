package io.hubstream.bench.arm;

/** The most records of any second or so. Pure arithmetic. Owned by one thread. */
final class PeakRate {
  private static final long PERIOD_NANOS = 1_000_000_000;

  private long sinceNanos;
  private long sinceRecords;
  private double perSecond;

  PeakRate(long nowNanos, long records) {
    this.sinceNanos = nowNanos;
    this.sinceRecords = records;
  }

  /** So many records are done now. */
  void at(long nowNanos, long records) {
    long passed = nowNanos - sinceNanos;
    if (passed >= PERIOD_NANOS) {
      perSecond = Math.max(perSecond, (records - sinceRecords) * 1e9 / passed);
      sinceNanos = nowNanos;
      sinceRecords = records;
    }
  }

  /** Records of the best second; 0 before one has passed. */
  double perSecond() {
    return perSecond;
  }
}

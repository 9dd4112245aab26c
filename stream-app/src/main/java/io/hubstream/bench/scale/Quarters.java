package io.hubstream.bench.scale;

import java.util.ArrayList;
import java.util.List;

/** How fast each quarter of a backlog was done. Pure arithmetic. Owned by one thread. */
final class Quarters {
  private static final int COUNT = 4;

  private final long records;
  private final long startNanos;
  private final List<Double> reachedSeconds = new ArrayList<>();
  private double lastSeconds;
  private long lastDone;

  /**
   * @param records of the backlog
   * @param startNanos when the first of them could be read
   */
  Quarters(long records, long startNanos) {
    this.records = records;
    this.startNanos = startNanos;
  }

  /** So many were done at this time. */
  void at(long nanos, long done) {
    double seconds = (nanos - startNanos) / 1e9;
    while (reachedSeconds.size() < COUNT && done >= end(reachedSeconds.size())) {
      double share = (end(reachedSeconds.size()) - lastDone) / (double) (done - lastDone);
      reachedSeconds.add(lastSeconds + share * (seconds - lastSeconds));
    }
    if (done > lastDone) {
      lastSeconds = seconds;
      lastDone = done;
    }
  }

  private double end(int quarter) {
    return records * (quarter + 1) / (double) COUNT;
  }

  /** When the last record was seen to be done. */
  double seconds() {
    return lastSeconds;
  }

  /** Records per second of each quarter that is done, in order. */
  List<Double> perSecond() {
    List<Double> rates = new ArrayList<>();
    double before = 0;
    for (double reached : reachedSeconds) {
      rates.add(records / (double) COUNT / (reached - before));
      before = reached;
    }
    return rates;
  }
}

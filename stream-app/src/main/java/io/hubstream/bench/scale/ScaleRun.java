package io.hubstream.bench.scale;

import io.hubstream.bench.arm.Measurement;
import java.util.List;

/**
 * A backlog that was worked off.
 *
 * @param seconds from the moment at which its records could be read until the last was done
 * @param cpuSeconds of all processes that took part
 * @param jitSeconds of their compiler threads
 * @param quarters records per second of each quarter
 */
record ScaleRun(
    long records, double seconds, double cpuSeconds, double jitSeconds, List<Double> quarters) {
  ScaleRun {
    quarters = List.copyOf(quarters);
  }

  static ScaleRun of(Measurement measured, Quarters quarters) {
    return new ScaleRun(
        measured.window().records(),
        quarters.seconds(),
        measured.window().cpuSeconds(),
        measured.process().jitSeconds(),
        quarters.perSecond());
  }

  double recordsPerSecond() {
    return records / seconds;
  }

  double cpuMicros() {
    return cpuSeconds * 1e6 / records;
  }

  double jitSecondsPerSecond() {
    return jitSeconds / seconds;
  }

  /** Speed of the last quarter, as a share of the first one's. */
  double lastToFirstQuarter() {
    return quarters.get(quarters.size() - 1) / quarters.get(0);
  }
}

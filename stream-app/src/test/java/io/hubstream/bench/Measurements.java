package io.hubstream.bench;

import io.hubstream.bench.arm.Measurement;
import java.util.TreeMap;

/** Measurements with simple numbers. */
final class Measurements {
  private Measurements() {}

  /** Of a service that ran batches of 16 and 32. */
  static Measurement of(long records, double seconds, double cpuSeconds) {
    return new Measurement(
        new Measurement.Window(records, seconds, cpuSeconds, 5, 60, false),
        new Measurement.Stages(0.1, 0.5, 1, 2),
        new Measurement.Batches(
            4, 96, 128, 0.8, 0.04, 0.4, new TreeMap<>(java.util.Map.of(16, 2L, 32, 2L))),
        new Measurement.Drains(10, 40, 0.05),
        new Measurement.Footprint(1_000_000, 0.01, 0.02, 500_000_000));
  }

  /** Of an arm that runs no model. */
  static Measurement withoutModel(long records, double seconds, double cpuSeconds) {
    return new Measurement(
        new Measurement.Window(records, seconds, cpuSeconds, 5, 60, true),
        new Measurement.Stages(0, 0, 0, 0),
        new Measurement.Batches(0, 0, 0, 0, 0, 0, new TreeMap<>()),
        new Measurement.Drains(0, 0, 0),
        new Measurement.Footprint(1_000, 0, 0, 0));
  }
}

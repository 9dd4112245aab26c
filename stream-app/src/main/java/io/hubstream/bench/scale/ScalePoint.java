package io.hubstream.bench.scale;

import io.hubstream.bench.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured at one size.
 *
 * @param size along the series
 * @param runs one for each round
 */
record ScalePoint(long size, List<ScaleRun> runs) {
  ScalePoint {
    runs = List.copyOf(runs);
  }

  Spread recordsPerSecond() {
    return spread(ScaleRun::recordsPerSecond);
  }

  Spread cpuMicros() {
    return spread(ScaleRun::cpuMicros);
  }

  Spread jitSecondsPerSecond() {
    return spread(ScaleRun::jitSecondsPerSecond);
  }

  Spread lastToFirstQuarter() {
    return spread(ScaleRun::lastToFirstQuarter);
  }

  private Spread spread(ToDoubleFunction<ScaleRun> value) {
    return Spread.of(runs.stream().mapToDouble(value).boxed().toList()).orElseThrow();
  }
}

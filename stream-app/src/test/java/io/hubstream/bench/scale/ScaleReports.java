package io.hubstream.bench.scale;

import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reports to test with. */
final class ScaleReports {
  private ScaleReports() {}

  /** A size whose records cost so many microseconds in each of its runs. */
  static ScalePoint point(long size, double... cpuMicros) {
    return new ScalePoint(
        size,
        Arrays.stream(cpuMicros)
            .mapToObj(
                micros ->
                    new ScaleRun(1_000, 0.5, micros * 1e-3, 0.05, List.of(4e3, 2e3, 2e3, 3e3)))
            .toList());
  }

  static SeriesResult backlogs() {
    return new SeriesResult(
        Series.BACKLOG, List.of(point(1_000, 40, 60, 20), point(10_000, 12), point(100_000, 10)));
  }

  static ScaleReport report() {
    return new ScaleReport(
        new ScalePlan(List.of(Series.values()), 1_000, 100_000, 3, Duration.ofSeconds(10)),
        new Machine("a processor <1>", 2, 1L << 34, "an OS", "a Java"),
        Map.of("stream.threads", "1"),
        List.of(
            backlogs(),
            new SeriesResult(Series.MODELS, List.of(point(1, 10), point(2, 12), point(4, 24)))),
        new Checks(2, 3_000, 0, 0, 0, 0, 0, 0, 0, List.of()));
  }
}

package io.hubstream.bench.scale;

import io.hubstream.bench.BenchSession;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import io.hubstream.bench.SessionOptions;
import io.hubstream.publishing.Progress;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what a record costs as something grows, series after series.
 *
 * <p>Owner thread: the command's. It ends everything that it started.
 */
public final class ScaleBench {
  private final SessionOptions options;
  private final ScalePlan plan;
  private final Progress progress;
  private final List<Verification> verifications = new ArrayList<>();
  private int rigs;

  public ScaleBench(SessionOptions options, ScalePlan plan, Progress progress) {
    this.options = options;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * @throws IllegalStateException records were not done in time
   */
  public ScaleReport run() throws IOException, InterruptedException {
    try (BenchSession session = BenchSession.ofSmallRecords(options, progress)) {
      List<SeriesResult> results = new ArrayList<>();
      for (Series series : plan.series()) {
        results.add(measure(session, series));
      }
      return new ScaleReport(
          plan, Machine.here(), options.settings(), results, Checks.of(verifications));
    }
  }

  /** Sizes that want the same processes are measured by the same ones. */
  private SeriesResult measure(BenchSession session, Series series)
      throws IOException, InterruptedException {
    Map<Series.Layout, List<Long>> sizes = new LinkedHashMap<>();
    for (long size : plan.sizes(series)) {
      sizes.computeIfAbsent(series.layoutAt(size), layout -> new ArrayList<>()).add(size);
    }
    List<ScalePoint> points = new ArrayList<>();
    for (Map.Entry<Series.Layout, List<Long>> entry : sizes.entrySet()) {
      points.addAll(measure(session, series, entry.getKey(), entry.getValue()));
    }
    return new SeriesResult(series, points);
  }

  private List<ScalePoint> measure(
      BenchSession session, Series series, Series.Layout layout, List<Long> sizes)
      throws IOException, InterruptedException {
    progress.step(
        "%s: %d partitions, %d models, %d processes; warming up"
            .formatted(series, layout.partitions(), layout.models(), layout.instances()));
    try (ScaleRig rig = ScaleRig.start(session, layout, "scale-" + rigs++)) {
      rig.warmUp(plan.warmUp());
      List<ScalePoint> points = new ArrayList<>();
      for (long size : sizes) {
        points.add(measure(rig, series, size));
      }
      verifications.add(rig.finish());
      return points;
    }
  }

  private ScalePoint measure(ScaleRig rig, Series series, long size) throws InterruptedException {
    List<ScaleRun> runs = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      runs.add(rig.run(plan.recordsAt(series, size)));
    }
    ScalePoint point = new ScalePoint(size, runs);
    progress.step(
        String.format(
            Locale.ROOT,
            "  %,d %s: %,.0f records/s, %.1f µs of CPU each",
            size,
            series.axis(),
            point.recordsPerSecond().median(),
            point.cpuMicros().median()));
    return point;
  }
}

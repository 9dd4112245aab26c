package io.hubstream.bench.scale;

import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was found out.
 *
 * @param settings of the service that differ from its defaults
 */
public record ScaleReport(
    ScalePlan plan,
    Machine machine,
    Map<String, String> settings,
    List<SeriesResult> series,
    Checks checks) {
  public ScaleReport {
    settings = Map.copyOf(settings);
    series = List.copyOf(series);
  }

  /** The point whose quarters tell whether a long run slows down; empty without backlogs. */
  Optional<ScalePoint> longest() {
    return series.stream().flatMap(one -> one.longest().stream()).findFirst();
  }
}

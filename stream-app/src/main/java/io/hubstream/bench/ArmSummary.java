package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.Measurement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An arm over all rounds.
 *
 * @param batchSizes runs of all rounds by real rows
 * @param backlogEnded whether the records of some round ended before its time
 */
public record ArmSummary(
    Arm arm,
    int rounds,
    Map<Metric, Spread> metrics,
    SortedMap<Integer, Long> batchSizes,
    boolean backlogEnded) {

  /** Of the runs of one arm, one or more. */
  static ArmSummary of(Arm arm, List<Measurement> runs) {
    Map<Metric, Spread> metrics = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Spread.of(runs.stream().flatMap(run -> metric.of(run).stream()).toList())
          .ifPresent(spread -> metrics.put(metric, spread));
    }
    SortedMap<Integer, Long> sizes = new TreeMap<>();
    for (Measurement run : runs) {
      run.batches().sizes().forEach((size, count) -> sizes.merge(size, count, Long::sum));
    }
    return new ArmSummary(
        arm,
        runs.size(),
        metrics,
        sizes,
        runs.stream().anyMatch(run -> run.window().backlogEnded()));
  }

  /** The median of a metric, if the arm has it. */
  public Optional<Double> median(Metric metric) {
    return Optional.ofNullable(metrics.get(metric)).map(Spread::median);
  }
}

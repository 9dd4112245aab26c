package io.hubstream.bench.start;

import io.hubstream.bench.Spread;
import io.hubstream.service.StartPhase;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An arm over all rounds, in seconds since the process was asked for.
 *
 * @param reached when each phase was over
 * @param visible when a read_committed consumer had the first result
 * @param cpuSeconds of the process until then
 */
public record ArmStarts(
    StartArm arm, int rounds, Map<StartPhase, Spread> reached, Spread visible, Spread cpuSeconds) {
  public ArmStarts {
    reached = new EnumMap<>(reached);
  }

  /** Of the starts of one arm, one or more. */
  static ArmStarts of(StartArm arm, List<StartTimes> starts) {
    Map<StartPhase, Spread> reached = new EnumMap<>(StartPhase.class);
    for (StartPhase phase : StartPhase.values()) {
      Spread.of(starts.stream().flatMap(start -> start.at(phase).stream()).toList())
          .ifPresent(spread -> reached.put(phase, spread));
    }
    return new ArmStarts(
        arm,
        starts.size(),
        reached,
        Spread.of(starts.stream().map(StartTimes::visible).toList()).orElseThrow(),
        Spread.of(starts.stream().map(StartTimes::cpuSeconds).toList()).orElseThrow());
  }

  /** The phases in the order in which this arm reached them, by their medians. */
  public List<StartPhase> order() {
    return reached.keySet().stream()
        .sorted(Comparator.comparingDouble(phase -> median(phase)))
        .toList();
  }

  /** Median time at which a phase was over that this arm has. */
  double median(StartPhase phase) {
    Spread spread = reached.get(phase);
    return spread == null ? Double.NaN : spread.median();
  }
}

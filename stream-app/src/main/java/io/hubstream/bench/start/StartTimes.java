package io.hubstream.bench.start;

import io.hubstream.service.StartPhase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One start, in seconds since the process was asked for.
 *
 * @param reached when each phase was over
 * @param visible when a read_committed consumer had the first result
 * @param cpuSeconds of the process until then, user and system
 */
record StartTimes(Map<StartPhase, Double> reached, double visible, double cpuSeconds) {
  StartTimes {
    reached = new EnumMap<>(reached);
  }

  /** When a phase was over, if it was. */
  Optional<Double> at(StartPhase phase) {
    return Optional.ofNullable(reached.get(phase));
  }
}

package io.hubstream.bench.start;

import io.hubstream.bench.BenchReport;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was found out.
 *
 * @param archiveBytes size of the class archive; empty when there is none
 * @param settings of the service that differ from its defaults
 */
public record StartFindings(
    StartPlan plan,
    BenchReport.WorkloadFacts workload,
    Machine machine,
    Optional<Long> archiveBytes,
    Map<String, String> settings,
    List<ArmStarts> arms,
    Checks checks) {
  public StartFindings {
    settings = Map.copyOf(settings);
    arms = List.copyOf(arms);
  }

  /** An arm, if it was measured. */
  public Optional<ArmStarts> of(StartArm wanted) {
    return arms.stream().filter(arm -> arm.arm() == wanted).findFirst();
  }

  /** Whether the median warm start is as fast as it should be; empty when none was measured. */
  public Optional<Boolean> goalIsMet() {
    return of(StartArm.WARM).map(arm -> arm.visible().median() <= StartPlan.GOAL_SECONDS);
  }

  /** Ratio of the medians of two arms' first visible results. */
  public Optional<Double> ratio(StartArm over, StartArm under) {
    return of(over)
        .flatMap(top -> of(under).map(low -> top.visible().median() / low.visible().median()));
  }

  /** Ratio of the medians of two arms' CPU time until then. */
  public Optional<Double> cpuRatio(StartArm over, StartArm under) {
    return of(over)
        .flatMap(
            top -> of(under).map(low -> top.cpuSeconds().median() / low.cpuSeconds().median()));
  }
}

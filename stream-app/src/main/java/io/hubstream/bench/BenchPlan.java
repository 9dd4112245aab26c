package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is measured, and how often.
 *
 * @param arms in the order of a round
 * @param warmUp least time between the first record of a run and its window; while the compiler is
 *     busy it is longer, at most three times
 * @param duration length of a window
 * @param instances processes of the pipeline that share the work
 * @param backlog records of the content topic; empty for more than the machine can do in the time
 */
public record BenchPlan(
    List<Arm> arms,
    int rounds,
    Duration warmUp,
    Duration duration,
    int instances,
    Optional<Long> backlog) {
  public BenchPlan {
    arms = List.copyOf(arms);
  }

  ArmSpec.Timing timing() {
    return new ArmSpec.Timing(warmUp.toMillis(), duration.toMillis());
  }
}

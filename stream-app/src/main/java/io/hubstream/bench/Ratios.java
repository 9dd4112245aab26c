package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import java.util.List;
import java.util.Optional;

/**
 * How the arms compare: ratios of medians. Empty where an arm was left out.
 *
 * @param pipelineToBareCpu records per CPU-second
 * @param pipelineToBareWall records per second
 * @param pipelineToRecordAtATime records per second
 * @param pipelineToRecordAtATimeCpu records per CPU-second
 * @param machineryMicrosPerRecord CPU time of the null model beyond that of the pass-through
 */
public record Ratios(
    Optional<Double> pipelineToBareCpu,
    Optional<Double> pipelineToBareWall,
    Optional<Double> pipelineToRecordAtATime,
    Optional<Double> pipelineToRecordAtATimeCpu,
    Optional<Double> machineryMicrosPerRecord) {

  static Ratios of(List<ArmSummary> arms) {
    return new Ratios(
        ratio(arms, Arm.PIPELINE, Arm.BARE, Metric.RECORDS_PER_CPU_SECOND),
        ratio(arms, Arm.PIPELINE, Arm.BARE, Metric.RECORDS_PER_SECOND),
        ratio(arms, Arm.PIPELINE, Arm.RECORD_AT_A_TIME, Metric.RECORDS_PER_SECOND),
        ratio(arms, Arm.PIPELINE, Arm.RECORD_AT_A_TIME, Metric.RECORDS_PER_CPU_SECOND),
        median(arms, Arm.NULL_MODEL, Metric.CPU_MICROS)
            .flatMap(
                full ->
                    median(arms, Arm.PASS_THROUGH, Metric.CPU_MICROS).map(plain -> full - plain)));
  }

  private static Optional<Double> ratio(List<ArmSummary> arms, Arm over, Arm under, Metric metric) {
    return median(arms, over, metric)
        .flatMap(top -> median(arms, under, metric).map(bottom -> top / bottom))
        .filter(Double::isFinite);
  }

  private static Optional<Double> median(List<ArmSummary> arms, Arm arm, Metric metric) {
    return arms.stream()
        .filter(summary -> summary.arm() == arm)
        .findFirst()
        .flatMap(summary -> summary.median(metric));
  }
}

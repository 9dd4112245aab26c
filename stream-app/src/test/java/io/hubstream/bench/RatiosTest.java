package io.hubstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.bench.arm.Arm;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatiosTest {

  @Test
  void shouldDivideMediansAndNotTakeTheMedianOfQuotients() {
    // Given: round by round the quotients are 1, 0.1 and 1; those of the medians 50 / 100
    ArmSummary bare =
        ArmSummary.of(
            Arm.BARE,
            List.of(
                Measurements.of(50, 1, 1), Measurements.of(500, 1, 1), Measurements.of(100, 1, 1)));
    ArmSummary pipeline =
        ArmSummary.of(
            Arm.PIPELINE,
            List.of(
                Measurements.of(50, 1, 2), Measurements.of(50, 1, 2), Measurements.of(100, 1, 2)));

    // When
    Ratios ratios = Ratios.of(List.of(bare, pipeline));

    // Then
    assertThat(ratios.pipelineToBareWall().orElseThrow()).isEqualTo(0.5, within(1e-9));
    assertThat(ratios.pipelineToBareCpu().orElseThrow()).isEqualTo(0.25, within(1e-9));
  }

  @Test
  void shouldGiveTheMachineryAsCpuTimeBeyondThePassThrough() {
    Ratios ratios =
        Ratios.of(
            List.of(
                ArmSummary.of(Arm.PASS_THROUGH, List.of(Measurements.withoutModel(100_000, 1, 1))),
                ArmSummary.of(Arm.NULL_MODEL, List.of(Measurements.of(40_000, 1, 1)))));

    assertThat(ratios.machineryMicrosPerRecord().orElseThrow()).isEqualTo(15, within(1e-6));
  }

  @Test
  void shouldBeEmptyWhenAnArmWasLeftOut() {
    Ratios ratios =
        Ratios.of(List.of(ArmSummary.of(Arm.PIPELINE, List.of(Measurements.of(1, 1, 1)))));

    assertThat(ratios)
        .isEqualTo(
            new Ratios(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }
}

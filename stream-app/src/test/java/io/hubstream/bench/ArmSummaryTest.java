package io.hubstream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.bench.arm.Arm;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ArmSummaryTest {
  private static final Offset<Double> EXACT = within(1e-9);

  private final ArmSummary summary =
      ArmSummary.of(
          Arm.PIPELINE,
          List.of(
              Measurements.of(100, 2, 4), Measurements.of(300, 2, 2), Measurements.of(200, 2, 1)));

  @Test
  void shouldGiveRatesAsMedianWithSmallestAndLargest() {
    assertThat(summary.metrics().get(Metric.RECORDS_PER_SECOND))
        .isEqualTo(new Spread(100, 50, 150));
    assertThat(summary.metrics().get(Metric.RECORDS_PER_CPU_SECOND))
        .isEqualTo(new Spread(150, 25, 200));
    assertThat(summary.median(Metric.CORES).orElseThrow()).isEqualTo(1, EXACT);
  }

  @Test
  void shouldDeriveBatchesStagesAndCommits() {
    assertThat(summary.median(Metric.MEAN_BATCH).orElseThrow()).isEqualTo(24, EXACT);
    assertThat(summary.median(Metric.PADDING).orElseThrow()).isEqualTo(0.25, EXACT);
    assertThat(summary.median(Metric.BUSY).orElseThrow()).isEqualTo(0.2, EXACT);
    assertThat(summary.median(Metric.DECODE).orElseThrow()).isEqualTo(2_500, EXACT);
    assertThat(summary.median(Metric.DRAIN).orElseThrow()).isEqualTo(5, EXACT);
    assertThat(summary.median(Metric.DRAINED).orElseThrow()).isEqualTo(4, EXACT);
    assertThat(summary.median(Metric.ALLOCATED).orElseThrow()).isEqualTo(5_000, EXACT);
  }

  @Test
  void shouldAddUpTheBatchesOfAllRounds() {
    assertThat(summary.batchSizes()).isEqualTo(Map.of(16, 6L, 32, 6L));
    assertThat(summary.backlogEnded()).isFalse();
  }

  @Test
  void shouldLeaveOutWhatAnArmDoesNotHave() {
    ArmSummary plain =
        ArmSummary.of(Arm.PASS_THROUGH, List.of(Measurements.withoutModel(10, 1, 1)));

    assertThat(plain.metrics())
        .containsOnlyKeys(
            Metric.RECORDS_PER_SECOND,
            Metric.RECORDS_PER_CPU_SECOND,
            Metric.CPU_MICROS,
            Metric.CORES,
            Metric.ALLOCATED,
            Metric.GC,
            Metric.JIT,
            Metric.WARM_UP);
    assertThat(plain.backlogEnded()).isTrue();
  }

  @Test
  void shouldAddProcessesThatShareTheWork() {
    var both = Measurements.of(100, 2, 1).plus(Measurements.of(50, 1.5, 2));

    assertThat(both.window())
        .isEqualTo(new io.hubstream.bench.arm.Measurement.Window(150, 2, 3, 5, 120, false));
    assertThat(both.batches().sizes()).isEqualTo(Map.of(16, 4L, 32, 4L));
    assertThat(both.process().peakRssBytes()).isEqualTo(1_000_000_000);
  }
}

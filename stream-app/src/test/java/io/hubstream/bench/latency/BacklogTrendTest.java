package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class BacklogTrendTest {
  private static final double OFFERED = 200;

  @Test
  void shouldSayNotSustainedWhenTheBacklogGrows() {
    BacklogTrend trend = trend(20, seconds -> 30 + 10 * seconds);

    assertThat(trend.isSustained()).isFalse();
    assertThat(trend.growthPerSecond()).isCloseTo(10, within(0.01));
  }

  @Test
  void shouldSaySustainedWhenTheBacklogRisesAndFallsWithTheCommits() {
    long seed = System.nanoTime();
    Random random = new Random(seed);

    BacklogTrend trend = trend(20, seconds -> OFFERED * (0.1 + seconds % 0.1) + random.nextInt(20));

    assertThat(trend.isSustained()).as("seed %d", seed).isTrue();
  }

  @Test
  void shouldSaySustainedWhenTheBacklogShrinks() {
    BacklogTrend trend = trend(20, seconds -> 500 - 20 * seconds);

    assertThat(trend.isSustained()).isTrue();
    assertThat(trend.growthPerSecond()).isNegative();
  }

  @Test
  void shouldTakeAFewRecordsMoreForChanceWhenTheTimeIsShort() {
    BacklogTrend trend = trend(1, seconds -> 20 * seconds);

    assertThat(trend.growthPerSecond()).isGreaterThan(0.02 * OFFERED);
    assertThat(trend.isSustained()).isTrue();
  }

  @Test
  void shouldNotJudgeWithoutSamples() {
    BacklogTrend trend = new BacklogTrend(OFFERED);
    trend.add(0, 1_000);

    assertThat(trend.isSustained()).isTrue();
    assertThat(trend.growthPerSecond()).isZero();
  }

  private static BacklogTrend trend(double duration, DoubleUnaryOperator backlog) {
    BacklogTrend trend = new BacklogTrend(OFFERED);
    for (double seconds = 0; seconds < duration; seconds += 0.05) {
      trend.add(seconds, backlog.applyAsDouble(seconds));
    }
    return trend;
  }
}

package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void shouldNotDriftWhenTheDistanceIsNoWholeNumberOfNanoseconds() {
    Schedule schedule = Schedule.constant(3);

    long[] due = due(schedule, 3_000_001);

    assertThat(due[0]).isZero();
    assertThat(due[1]).isEqualTo(333_333_333L);
    assertThat(due[3_000_000]).isEqualTo(1_000_000_000_000_000L);
  }

  @Test
  void shouldKeepEqualDistances() {
    long[] due = due(Schedule.constant(1_000), 100);

    assertThat(due).containsExactly(LongStream.range(0, 100).map(n -> n * 1_000_000).toArray());
  }

  @Test
  void shouldHaveTheRateAndExponentialDistancesWhenArrivalsAreIndependent() {
    // Given
    int count = 100_000;
    Schedule schedule = Arrivals.POISSON.schedule(1_000, 7);

    // When
    long[] due = due(schedule, count);

    // Then
    double meanNanos = (double) due[count - 1] / count;
    assertThat(meanNanos).isCloseTo(1e6, within(0.02e6));
    long shorterThanMean =
        LongStream.range(1, count).filter(i -> due[(int) i] - due[(int) i - 1] < 1e6).count();
    assertThat((double) shorterThanMean / count).isCloseTo(1 - 1 / Math.E, within(0.01));
    assertThat(due).isSorted();
  }

  @Test
  void shouldRepeatItselfWhenTheSeedIsTheSame() {
    assertThat(due(Schedule.poisson(50, 3), 100)).isEqualTo(due(Schedule.poisson(50, 3), 100));
    assertThat(due(Schedule.poisson(50, 3), 100)).isNotEqualTo(due(Schedule.poisson(50, 4), 100));
  }

  private static long[] due(Schedule schedule, int count) {
    return LongStream.generate(schedule::nextNanos).limit(count).toArray();
  }
}

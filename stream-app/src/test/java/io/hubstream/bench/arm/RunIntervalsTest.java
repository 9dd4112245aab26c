package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RunIntervalsTest {
  private final RunIntervals intervals = new RunIntervals();

  @Test
  void shouldCountTimeOnceWhenRunsOverlap() {
    intervals.add(10, 30);
    intervals.add(20, 40);
    intervals.add(22, 25);
    intervals.add(50, 60);

    assertThat(intervals.busyNanos(0, 100)).isEqualTo(40);
  }

  @Test
  void shouldCutRunsThatReachOverTheWindow() {
    intervals.add(0, 20);
    intervals.add(90, 120);
    intervals.add(200, 300);

    assertThat(intervals.busyNanos(10, 100)).isEqualTo(20);
  }

  @Test
  void shouldBeIdleWhenNothingRan() {
    assertThat(intervals.busyNanos(0, 100)).isZero();
  }

  @Test
  void shouldAgreeWithCountingEachNanosecond() {
    // Given
    long seed = System.nanoTime();
    Random random = new Random(seed);
    boolean[] busy = new boolean[5_000];
    for (int i = 0; i < 3_000; i++) {
      int start = random.nextInt(busy.length);
      int end = Math.min(busy.length, start + random.nextInt(3));
      intervals.add(start, end);
      java.util.Arrays.fill(busy, start, end, true);
    }

    // When
    long found = intervals.busyNanos(1_000, 4_000);

    // Then
    long expected = 0;
    for (int i = 1_000; i < 4_000; i++) {
      expected += busy[i] ? 1 : 0;
    }
    assertThat(found).as("seed %d", seed).isEqualTo(expected);
  }
}

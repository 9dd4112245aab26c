package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SwapWindowTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldCountARecordThatWasUnderWayAtAnyMomentOfASwap() {
    SwapWindow window = new SwapWindow(100, 200);

    assertThat(window.meets(90, 99)).isFalse();
    assertThat(window.meets(90, 100)).isTrue();
    assertThat(window.meets(90, 300)).isTrue();
    assertThat(window.meets(150, 160)).isTrue();
    assertThat(window.meets(200, 300)).isTrue();
    assertThat(window.meets(201, 300)).isFalse();
  }

  @Test
  void shouldCompareTimesOfAClockThatOverflows() {
    SwapWindow window = new SwapWindow(Long.MAX_VALUE - 10, Long.MIN_VALUE + 10);

    assertThat(window.meets(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5)).isTrue();
    assertThat(window.meets(Long.MIN_VALUE + 11, Long.MIN_VALUE + 20)).isFalse();
    assertThat(window.meets(Long.MAX_VALUE - 30, Long.MAX_VALUE - 11)).isFalse();
  }

  @Test
  void shouldPutEveryRecordOnOneSide() {
    // Given: 10 ms each, but 500 ms of those that are due in a swap
    List<SwapWindow> windows =
        List.of(new SwapWindow(1_000 * MS, 2_000 * MS), new SwapWindow(5_000 * MS, 5_500 * MS));
    Samples samples = new Samples();
    for (long due = 0; due < 10_000; due += 5) {
      boolean met = (due >= 1_000 && due <= 2_000) || (due >= 5_000 && due <= 5_500);
      samples.add(due * MS, (due + (met ? 500 : 4)) * MS);
    }

    // When
    SwapWindow.Split split = SwapWindow.split(samples, windows);

    // Then
    LatencyStats during = split.during().orElseThrow();
    LatencyStats between = split.between().orElseThrow();
    assertThat(during.count() + between.count()).isEqualTo(2_000);
    assertThat(during.count()).isEqualTo(201 + 101);
    assertThat(during.p50Ms()).isCloseTo(500, within(0.5));
    assertThat(between.maxMs()).isCloseTo(4, within(0.004));
  }

  @Test
  void shouldSayThatThereAreNoneWhenEverythingMetASwap() {
    Samples samples = new Samples();
    samples.add(5, 6);

    SwapWindow.Split split = SwapWindow.split(samples, List.of(new SwapWindow(0, 10)));

    assertThat(split.during()).isPresent();
    assertThat(split.between()).isEmpty();
  }
}

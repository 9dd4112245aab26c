package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyStatsTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldGivePercentilesToAThousandth() {
    Samples samples = new Samples();
    for (int i = 1; i <= 10_000; i++) {
      samples.add(i * MS, i * MS + i * MS / 10);
    }

    LatencyStats stats = LatencyStats.of(samples).orElseThrow();

    assertThat(stats.count()).isEqualTo(10_000);
    assertThat(stats.p50Ms()).isCloseTo(500, within(0.5));
    assertThat(stats.p99Ms()).isCloseTo(990, within(1.0));
    assertThat(stats.p999Ms()).isCloseTo(999, within(1.0));
    assertThat(stats.maxMs()).isCloseTo(1_000, within(1.0));
  }

  @Test
  void shouldTellMicrosecondsApart() {
    Samples samples = new Samples();
    samples.add(0, 3_000);

    assertThat(LatencyStats.of(samples).orElseThrow().maxMs()).isEqualTo(0.003);
  }

  @Test
  void shouldCountAnHourWhenItTookLonger() {
    Samples samples = new Samples();
    samples.add(0, 7_200_000 * MS);

    assertThat(LatencyStats.of(samples).orElseThrow().maxMs())
        .isCloseTo(3_600_000, within(3_600.0));
  }

  @Test
  void shouldBeEmptyWithoutSamples() {
    assertThat(LatencyStats.of(new Samples())).isEmpty();
  }
}

package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeakRateTest {
  private static final long SECOND = 1_000_000_000;

  private final PeakRate peak = new PeakRate(0, 100);

  @Test
  void shouldBeThatOfTheBestSecond() {
    peak.at(SECOND / 2, 10_000);
    peak.at(SECOND, 150);
    peak.at(3 * SECOND, 550);
    peak.at(4 * SECOND, 560);

    assertThat(peak.perSecond()).isEqualTo(200);
  }

  @Test
  void shouldBeZeroBeforeASecondHasPassed() {
    peak.at(SECOND - 1, 10_000);

    assertThat(peak.perSecond()).isZero();
  }
}

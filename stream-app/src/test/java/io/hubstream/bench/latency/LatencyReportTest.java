package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyReportTest {

  @Test
  void shouldHoldWhenEveryPromiseWasKept() {
    assertThat(LatencyReports.withSwaps().holds()).isTrue();
    assertThat(LatencyReports.withoutSwaps().holds()).isTrue();
  }

  @Test
  void shouldNotHoldWhenARecordIsMissing() {
    assertThat(LatencyReports.withFault().holds()).isFalse();
  }

  @Test
  void shouldNotHoldWhenNoSwapWasMeasured() {
    assertThat(LatencyReports.withSwaps(false).holds()).isFalse();
  }
}

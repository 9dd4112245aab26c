package io.hubstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BacklogSizeTest {
  private final BacklogSize size = new BacklogSize(Duration.ofSeconds(5), Duration.ofSeconds(10));

  @Test
  void shouldOutlastTheFastestRunByAThird() {
    assertThat(size.records(1_000, 10_000)).isEqualTo(19_500);
  }

  @Test
  void shouldFitOnTheDiskWhenRecordsAreLarge() {
    assertThat(size.records(10_000, 1_000_000)).isEqualTo(3_000);
  }

  @Test
  void shouldStayWithinReasonWhenRecordsAreSmallAndFast() {
    assertThat(size.records(1_000_000, 1_000)).isEqualTo(2_000_000);
  }

  @Test
  void shouldHoldAFewRecordsWhenTheyAreSlow() {
    assertThat(size.records(0.1, 1_000)).isEqualTo(500);
  }
}

package io.hubstream.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuartersTest {
  private static final long SECOND = 1_000_000_000;

  private final Quarters quarters = new Quarters(400, 5 * SECOND);

  @Test
  void shouldTellTheSpeedOfEachQuarter() {
    quarters.at(6 * SECOND, 100);
    quarters.at(8 * SECOND, 200);
    quarters.at(9 * SECOND, 300);
    quarters.at(13 * SECOND, 400);

    assertThat(quarters.perSecond()).containsExactly(100.0, 50.0, 100.0, 25.0);
    assertThat(quarters.seconds()).isEqualTo(8);
  }

  @Test
  void shouldDivideTheTimeBetweenTwoLooksByTheRecords() {
    quarters.at(6 * SECOND, 50);
    quarters.at(10 * SECOND, 400);

    assertThat(quarters.perSecond()).hasSize(4);
    assertThat(quarters.perSecond().get(0)).isCloseTo(100 / (1 + 4 * 50 / 350.0), within(1e-9));
    assertThat(quarters.perSecond().get(3)).isCloseTo(100 / (4 * 100 / 350.0), within(1e-9));
  }

  @Test
  void shouldEndWithTheLastRecordAndNotWithTheLastLook() {
    quarters.at(7 * SECOND, 400);
    quarters.at(9 * SECOND, 400);

    assertThat(quarters.seconds()).isEqualTo(2);
  }

  @Test
  void shouldTellOnlyQuartersThatAreDone() {
    quarters.at(6 * SECOND, 0);
    quarters.at(7 * SECOND, 250);

    assertThat(quarters.perSecond()).hasSize(2);
  }
}

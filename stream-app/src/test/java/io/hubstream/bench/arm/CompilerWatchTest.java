package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerWatchTest {
  private static final long PERIOD = 10_000_000_000L;

  private final CompilerWatch watch = new CompilerWatch(0, 500);

  @Test
  void shouldNotCallTheCompilerQuietBeforeAWholePeriodHasPassed() {
    assertThat(watch.isQuiet(PERIOD / 2, 500)).isFalse();
    assertThat(watch.isQuiet(PERIOD, 600)).isTrue();
  }

  @Test
  void shouldCallItBusyWhenItWorksMoreThanATenthOfTheTime() {
    assertThat(watch.isQuiet(PERIOD, 1_500)).isFalse();
    assertThat(watch.isQuiet(2 * PERIOD, 2_501)).isFalse();
    assertThat(watch.isQuiet(3 * PERIOD, 3_500)).isTrue();
  }

  @Test
  void shouldKeepItsVerdictUntilTheNextPeriodIsOver() {
    assertThat(watch.isQuiet(PERIOD, 500)).isTrue();
    assertThat(watch.isQuiet(PERIOD + 1, 5_000)).isTrue();
    assertThat(watch.isQuiet(2 * PERIOD, 5_000)).isFalse();
  }
}

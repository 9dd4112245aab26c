package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerWatchTest {
  private static final long SECOND = 1_000_000_000;

  private final CompilerWatch watch = new CompilerWatch(0, 500);

  @Test
  void shouldNotCallTheCompilerQuietBeforeAWholeSecondHasPassed() {
    assertThat(watch.isQuiet(SECOND / 2, 500)).isFalse();
    assertThat(watch.isQuiet(SECOND, 600)).isTrue();
  }

  @Test
  void shouldCallItBusyWhenItWorksMoreThanAFifthOfTheTime() {
    assertThat(watch.isQuiet(SECOND, 1_000)).isFalse();
    assertThat(watch.isQuiet(2 * SECOND, 1_201)).isFalse();
    assertThat(watch.isQuiet(3 * SECOND, 1_400)).isTrue();
  }

  @Test
  void shouldKeepItsVerdictUntilTheNextSecondIsOver() {
    assertThat(watch.isQuiet(SECOND, 500)).isTrue();
    assertThat(watch.isQuiet(SECOND + 1, 5_000)).isTrue();
    assertThat(watch.isQuiet(2 * SECOND, 5_000)).isFalse();
  }
}

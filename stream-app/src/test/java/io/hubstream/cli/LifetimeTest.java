package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {
  @Test
  void shouldReadWhatPeopleWrite() {
    assertThat(Lifetime.parse("--expires", "30m")).isEqualTo(Duration.ofMinutes(30));
    assertThat(Lifetime.parse("--expires", "12H")).isEqualTo(Duration.ofHours(12));
    assertThat(Lifetime.parse("--expires", "90d")).isEqualTo(Duration.ofDays(90));
    assertThat(Lifetime.parse("--expires", "2w")).isEqualTo(Duration.ofDays(14));
    assertThat(Lifetime.parse("--expires", "P1DT2H")).isEqualTo(Duration.ofHours(26));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "0d", "-1d", "PT0S", "PT-5S", "9999999d", "3y"})
  void shouldSayWhatIsWantedWhenItIsNoDuration(String text) {
    assertThatThrownBy(() -> Lifetime.parse("--expires", text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContainingAll("--expires", "90d");
  }
}

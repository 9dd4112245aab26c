package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowPaceTest {
  private final WindowPace pace = new WindowPace(100, Duration.ofSeconds(8));

  @Test
  void shouldGrowToTheMostWhileFullWindowsDrainFast() {
    // When
    for (int i = 0; i < 10; i++) {
      pace.drained(pace.limit(), Duration.ofMillis(50));
    }

    // Then
    assertThat(pace.limit()).isEqualTo(100);
  }

  @Test
  void shouldNotGrowWhileWindowsAreMostlyEmpty() {
    // When
    pace.drained(3, Duration.ofMillis(1));

    // Then
    assertThat(pace.limit()).isEqualTo(16);
  }

  @Test
  void shouldShrinkWhenAWindowDrainsSlowly() {
    // When
    pace.drained(16, Duration.ofMillis(1500));

    // Then
    assertThat(pace.limit()).isEqualTo(8);
  }

  @Test
  void shouldFallToOneWhenTheLimitWasPassed() {
    // When
    pace.overwhelmed();

    // Then
    assertThat(pace.limit()).isEqualTo(1);
  }

  @Test
  void shouldComeBackFromOneWhenEveryRunTakesItsTime() {
    // Given
    pace.overwhelmed();

    // When
    for (int i = 0; i < 10; i++) {
      pace.drained(pace.limit(), Duration.ofMillis(600));
    }

    // Then
    assertThat(pace.limit()).isEqualTo(16);
  }
}

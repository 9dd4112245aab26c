package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepDurationsTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);

  private final StepDurations durations = new StepDurations();

  private Optional<Duration> took(long millis, Phase phase, ModelVersion version) {
    return durations.completed(step(millis, phase).ofVersion(version)).took();
  }

  private static LifecycleEvent step(long millis, Phase phase) {
    return LifecycleEvent.of(Instant.ofEpochMilli(millis), "a", phase, LifecycleEvent.Origin.NONE);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void shouldGiveEveryStepADuration(Phase phase) {
    assertThat(took(5, phase, V1)).isPresent();
  }

  @Test
  void shouldTakeTheTimeSinceTheStepBeforeOfTheSameVersion() {
    // Given
    took(1_000, Phase.REQUESTED, V1);
    took(1_400, Phase.REQUESTED, V2);

    // When
    Optional<Duration> rejected = took(1_500, Phase.REJECTED, V1);

    // Then
    assertThat(rejected).contains(Duration.ofMillis(500));
  }

  @Test
  void shouldKeepWhatWasMeasured() {
    took(1_000, Phase.REQUESTED, V1);

    LifecycleEvent measured =
        durations.completed(
            step(9_000, Phase.LOADED)
                .ofVersion(V1)
                .with(LifecycleEvent.Detail.lasting(Duration.ofMillis(7))));

    assertThat(measured.took()).contains(Duration.ofMillis(7));
    assertThat(took(9_100, Phase.ACTIVATED, V1)).contains(Duration.ofMillis(100));
  }

  @Test
  void shouldBeginAnewWhenTheVersionIsRequestedAgain() {
    took(1_000, Phase.ACTIVATED, V1);

    assertThat(took(60_000, Phase.REQUESTED, V1)).contains(Duration.ZERO);
    assertThat(took(60_010, Phase.ACTIVATED, V1)).contains(Duration.ofMillis(10));
  }

  @Test
  void shouldForgetAVersionAtItsEnd() {
    took(1_000, Phase.REQUESTED, V1);
    took(2_000, Phase.UNLOADED, V1);

    assertThat(took(9_000, Phase.DRAINED, V1)).contains(Duration.ZERO);
  }

  @Test
  void shouldNotBeNegativeWhenTheClockIsSetBack() {
    took(9_000, Phase.REQUESTED, V1);

    assertThat(took(1_000, Phase.FETCHED, V1)).contains(Duration.ZERO);
  }

  @Test
  void shouldSayHowLongAnAttemptTookThatIsMadeAgain() {
    took(1_000, Phase.REQUESTED, V1);

    LifecycleEvent again =
        durations.completed(
            step(1_300, Phase.REQUESTED)
                .ofVersion(V1)
                .with(LifecycleEvent.Detail.postponed(Phase.FETCHED, "it is tried again")));

    assertThat(again.took()).contains(Duration.ofMillis(300));
  }
}

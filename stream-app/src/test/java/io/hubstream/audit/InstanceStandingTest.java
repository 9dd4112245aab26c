package io.hubstream.audit;

import static io.hubstream.audit.AuditLines.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.audit.InstanceStanding.Serving;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.LifecycleEvent.Detail;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceStandingTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);

  private final AuditLines lines = new AuditLines();
  private final AuditTrail trail = new AuditTrail();

  private void step(long second, Phase phase, ModelVersion version) {
    trail.add(lines.step("i", second, phase, version, 3));
  }

  /** A step that names what serves meanwhile. */
  private void beside(
      long second,
      Phase phase,
      ModelVersion version,
      Optional<ModelVersion> serving,
      Detail detail) {
    LifecycleView line = lines.step("i", second, phase, version, 4);
    LifecycleEvent event = line.event().replacing(serving).with(detail);
    trail.add(new LifecycleView(line.id(), line.instance(), line.at(), event, line.environment()));
  }

  private InstanceStanding standing(ModelVersion desired) {
    return InstanceStanding.of("a", Optional.of(desired), trail).get("i");
  }

  private static Optional<Serving> since(long second, ModelVersion version) {
    return Optional.of(new Serving(version, Optional.of(second(second))));
  }

  @Test
  void shouldTellWhatServesAndWhyNotTheDesiredVersionWhenThatWasRefused() {
    // Given
    step(10, Phase.ACTIVATED, V1);
    beside(20, Phase.REQUESTED, V2, Optional.of(V1), Detail.because("better"));
    beside(22, Phase.REJECTED, V2, Optional.of(V1), Detail.rejected(Phase.WARMED, "too slow"));

    // When
    InstanceStanding standing = standing(V2);

    // Then
    assertThat(standing.serving()).isEqualTo(since(10, V1));
    assertThat(standing.differs(Optional.of(V2))).isTrue();
    LifecycleEvent obstacle = standing.obstacle().orElseThrow();
    assertThat(obstacle.phase()).isEqualTo(Phase.REJECTED);
    assertThat(obstacle.detail().rejectedIn()).contains(Phase.WARMED);
    assertThat(obstacle.reason()).contains("too slow");
  }

  @Test
  void shouldTellWhyTheDesiredVersionWaitsWhenAnAttemptWasPostponed() {
    step(10, Phase.ACTIVATED, V1);
    beside(20, Phase.REQUESTED, V2, Optional.of(V1), Detail.because("better"));
    beside(
        21,
        Phase.REQUESTED,
        V2,
        Optional.of(V1),
        Detail.because("attempt 1 of 16 failed in FETCHED: 503"));
    step(30, Phase.FETCHED, V2);

    InstanceStanding standing = standing(V2);

    assertThat(standing.serving()).isEqualTo(since(10, V1));
    assertThat(standing.obstacle().flatMap(LifecycleEvent::reason))
        .contains("attempt 1 of 16 failed in FETCHED: 503");
    assertThat(standing.last().phase()).isEqualTo(Phase.FETCHED);
  }

  @Test
  void shouldTellTheRefusalWhenTheFallbackServesInstead() {
    beside(20, Phase.REJECTED, V2, Optional.empty(), Detail.rejected(Phase.REQUESTED, "expired"));
    beside(21, Phase.REQUESTED, V1, Optional.empty(), Detail.because("fallback: expired"));
    step(22, Phase.ACTIVATED, V1);

    InstanceStanding standing = standing(V2);

    assertThat(standing.serving()).isEqualTo(since(22, V1));
    assertThat(standing.obstacle().flatMap(LifecycleEvent::reason)).contains("expired");
    assertThat(standing.last().phase()).isEqualTo(Phase.ACTIVATED);
  }

  @Test
  void shouldHaveNoObstacleWhenTheDesiredVersionServesAndTheOldOneLeaves() {
    step(10, Phase.ACTIVATED, V1);
    beside(20, Phase.REQUESTED, V2, Optional.of(V1), Detail.because("better"));
    step(21, Phase.ACTIVATED, V2);
    step(22, Phase.DRAINED, V1);
    step(23, Phase.UNLOADED, V1);

    InstanceStanding standing = standing(V2);

    assertThat(standing.serving()).isEqualTo(since(21, V2));
    assertThat(standing.differs(Optional.of(V2))).isFalse();
    assertThat(standing.obstacle()).isEmpty();
    assertThat(standing.last().phase()).isEqualTo(Phase.ACTIVATED);
  }

  @Test
  void shouldServeNothingWhenTheInstanceLetItGoOrTheModelWasRetired() {
    step(10, Phase.ACTIVATED, V1);
    step(11, Phase.DRAINED, V1);
    step(12, Phase.UNLOADED, V1);
    assertThat(standing(V1).serving()).isEmpty();
    assertThat(standing(V1).last().phase()).isEqualTo(Phase.UNLOADED);

    step(20, Phase.ACTIVATED, V1);
    step(21, Phase.RETIRED, V1);
    InstanceStanding retired = InstanceStanding.of("a", Optional.empty(), trail).get("i");
    assertThat(retired.serving()).isEmpty();
    assertThat(retired.differs(Optional.empty())).isFalse();
  }

  @Test
  void shouldBelieveTheNextRequestWhenTheInstanceWasKilled() {
    step(10, Phase.ACTIVATED, V1);
    beside(20, Phase.REQUESTED, V1, Optional.empty(), Detail.because("start"));

    assertThat(standing(V1).serving()).isEmpty();
    assertThat(standing(V1).obstacle().map(LifecycleEvent::phase)).contains(Phase.REQUESTED);
  }

  @Test
  void shouldNotKnowSinceWhenWhereTheActivationIsGone() {
    beside(20, Phase.REJECTED, V2, Optional.of(V1), Detail.rejected(Phase.LOADED, "too large"));

    assertThat(standing(V2).serving()).contains(new Serving(V1, Optional.empty()));
  }

  @Test
  void shouldPassOverWhatIsAboutTheRegistry() {
    step(10, Phase.ACTIVATED, V1);
    step(20, Phase.FROZEN, V1);
    step(21, Phase.CONFLICT, V2);

    assertThat(standing(V1).last().phase()).isEqualTo(Phase.ACTIVATED);
    assertThat(standing(V1).serving()).isEqualTo(since(10, V1));
  }
}

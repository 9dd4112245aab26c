package io.hubstream.audit;

import static io.hubstream.serving.Phase.ACTIVATED;
import static io.hubstream.serving.Phase.ANNOUNCED;
import static io.hubstream.serving.Phase.CONFLICT;
import static io.hubstream.serving.Phase.DRAINED;
import static io.hubstream.serving.Phase.FETCHED;
import static io.hubstream.serving.Phase.REJECTED;
import static io.hubstream.serving.Phase.REQUESTED;
import static io.hubstream.serving.Phase.UNLOADED;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);

  private final AuditLines lines = new AuditLines();
  private final AuditTrail trail = new AuditTrail();
  private long second;

  private void step(String instance, Phase phase, ModelVersion version) {
    trail.add(lines.step(instance, second++, phase, version, 3));
  }

  private static List<Phase> phases(Life life) {
    return life.steps().stream().map(step -> step.event().phase()).toList();
  }

  @Test
  void shouldTellALifeForEachVersionOnEachInstance() {
    // Given
    step("i", REQUESTED, V1);
    step("j", REQUESTED, V1);
    step("i", FETCHED, V1);
    step("j", REJECTED, V1);
    step("i", ACTIVATED, V1);
    step("i", REQUESTED, V2);
    step("i", ACTIVATED, V2);
    step("i", DRAINED, V1);
    step("i", UNLOADED, V1);

    // When
    List<Life> lives = Life.of("a", trail);

    // Then
    assertThat(lives).extracting(Life::instance).containsExactly("i", "j", "i");
    assertThat(lives).extracting(life -> life.version().orElseThrow()).containsExactly(V1, V1, V2);
    assertThat(phases(lives.get(0)))
        .containsExactly(REQUESTED, FETCHED, ACTIVATED, DRAINED, UNLOADED);
    assertThat(phases(lives.get(1))).containsExactly(REQUESTED, REJECTED);
    assertThat(phases(lives.get(2))).containsExactly(REQUESTED, ACTIVATED);
  }

  @Test
  void shouldLetAnAnnouncementStandAlone() {
    step("bridge", ANNOUNCED, V1);
    step("bridge", ANNOUNCED, V1);
    step("i", REQUESTED, V1);

    assertThat(Life.of("a", trail))
        .extracting(LifeTest::phases)
        .containsExactly(List.of(ANNOUNCED), List.of(ANNOUNCED), List.of(REQUESTED));
  }

  @Test
  void shouldBeginANewLifeWhenAVersionIsRequestedAgain() {
    step("i", REQUESTED, V1);
    step("i", ACTIVATED, V1);
    step("i", UNLOADED, V1);
    step("i", REQUESTED, V1);
    step("i", ACTIVATED, V1);

    assertThat(Life.of("a", trail)).hasSize(2);
  }

  @Test
  void shouldLeaveAConflictOutOfTheLifeOfTheVersionThatServes() {
    step("i", REQUESTED, V1);
    step("i", CONFLICT, V1);
    step("i", ACTIVATED, V1);

    assertThat(Life.of("a", trail))
        .extracting(LifeTest::phases)
        .containsExactly(List.of(REQUESTED, ACTIVATED), List.of(CONFLICT));
  }

  @Test
  void shouldKnowNothingOfAModelThatTheAuditDoesNotName() {
    step("i", REQUESTED, V1);

    assertThat(Life.of("b", trail)).isEmpty();
    assertThat(trail.models()).containsExactly("a");
  }

  @Test
  void shouldBeginNoNewLifeWhenAVersionIsTriedAgain() {
    step("i", REQUESTED, V1);
    trail.add(lines.again("i", second++, V1, 3));
    step("i", FETCHED, V1);

    assertThat(Life.of("a", trail))
        .extracting(LifeTest::phases)
        .containsExactly(List.of(REQUESTED, REQUESTED, FETCHED));
  }
}

package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.serving.GateFindings;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastWordsTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);

  private final AuditLines lines = new AuditLines();
  private final LastWords words = new LastWords();

  private void says(String instance, long second, Phase phase, ModelVersion version) {
    words.add(lines.step(instance, second, phase, version, 3));
  }

  private void refuses(String instance, long second, Phase in, ModelVersion version) {
    refuses(instance, second, in, version, "no");
  }

  private void refuses(
      String instance, long second, Phase in, ModelVersion version, String reason) {
    AuditView.LifecycleView step = lines.step(instance, second, Phase.REJECTED, version, 3);
    words.add(
        new AuditView.LifecycleView(
            step.id(),
            instance,
            step.at(),
            step.event().with(LifecycleEvent.Detail.rejected(in, reason)),
            step.environment()));
  }

  @Test
  void shouldBelieveInAVersionWhenItServedSomewhere() {
    // Given, When
    says("i", 1, Phase.GATED, V2);
    says("i", 2, Phase.ACTIVATED, V1);
    says("i", 3, Phase.UNLOADED, V1);
    refuses("k", 4, Phase.LOADED, V1);

    // Then
    assertThat(words.isProven(V1)).isTrue();
    assertThat(words.isProven(V2)).as("it passed the gate and never served").isFalse();
  }

  @Test
  void shouldNotBelieveInAVersionWhenWhoeverServedItHasRefusedItSince() {
    refuses("i", 9, Phase.FETCHED, V1);
    says("i", 2, Phase.ACTIVATED, V1);

    assertThat(words.isProven(V1)).isFalse();
    says("i", 10, Phase.ACTIVATED, V1);
    assertThat(words.isProven(V1)).isTrue();
  }

  @Test
  void shouldThinkNoWorseOfAVersionWhenARequestForItWasRefusedUnseen() {
    says("i", 2, Phase.ACTIVATED, V1);
    refuses("i", 3, Phase.REQUESTED, V1);

    assertThat(words.isProven(V1)).isTrue();
  }

  @Test
  void shouldTellVersionsApartByTheirDigests() {
    says("i", 2, Phase.ACTIVATED, V1);

    assertThat(words.isProven(new ModelVersion("a", "1", Versions.digest("other")))).isFalse();
  }

  @Test
  void shouldThinkNoWorseOfAVersionWhenItWasRefusedForNothingButWhatServes() {
    // Given
    GateFindings found =
        new GateFindings(
            List.of(),
            List.of("its embedding has 4 values, that of a:2 has 8"),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String objection = String.join("; ", found.refusals());
    says("i", 2, Phase.ACTIVATED, V1);

    // When
    refuses("i", 3, Phase.GATED, V1, objection);
    boolean proven = words.isProven(V1);
    refuses("i", 4, Phase.GATED, V1, "golden sample 'cat.jpg': it is off; " + objection);

    // Then
    assertThat(proven).isTrue();
    assertThat(words.isProven(V1)).as("its own values are wrong as well").isFalse();
  }
}

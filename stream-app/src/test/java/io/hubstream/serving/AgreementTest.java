package io.hubstream.serving;

import static io.hubstream.testing.Versions.imageSpec;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private final Agreement.Tally tally =
      new Agreement.Tally(imageSpec(version("a", 2)), imageSpec(version("a", 1)));

  private static ModelOutput output(float[] embedding, float... scores) {
    return new ModelOutput(Optional.of(embedding), Optional.of(scores));
  }

  @Test
  void shouldNameTheFilesThatDisagreeAndSummariseDistances() {
    // Given: 19 files on which both agree
    float[] east = {1, 0, 0, 0};
    for (int i = 0; i < 19; i++) {
      tally.add("same" + i, output(east, 1, 0, 0), output(east, 0.9f, 0.1f, 0));
    }

    // When
    tally.add("other", output(east, 0, 1, 0), output(new float[] {0, 1, 0, 0}, 1, 0, 0));
    Agreement agreement = tally.agreement();

    // Then
    assertThat(agreement.files()).isEqualTo(20);
    assertThat(agreement.topOne().orElseThrow()).isCloseTo(0.95, within(1e-9));
    assertThat(agreement.disagreements())
        .containsExactly(new Agreement.Disagreement("other", "dog", "cat"));
    assertThat(agreement.distances()).contains(new Agreement.Distances(0.05, 0, 1));
  }

  @Test
  void shouldCompareNoEmbeddingsWhenTheirDimensionsDiffer() {
    tally.add("a", output(new float[] {1, 0}, 1, 0, 0), output(new float[] {1}, 1, 0, 0));

    assertThat(tally.agreement().distances()).isEmpty();
    assertThat(tally.agreement().topOne()).hasValue(1);
  }

  @Test
  void shouldHaveNoFiguresWhenNothingWasCompared() {
    Agreement agreement = tally.agreement();

    assertThat(agreement.files()).isZero();
    assertThat(agreement.topOne()).isEmpty();
    assertThat(agreement.distances()).isEmpty();
  }
}

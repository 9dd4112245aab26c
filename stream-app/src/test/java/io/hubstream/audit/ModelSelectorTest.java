package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSelectorTest {
  private static final ModelVersion FIRST = new ModelVersion("a", "1", "sha256:aab1");
  private static final ModelVersion SECOND = new ModelVersion("a", "2", "sha256:aac2");
  private static final ModelVersion OTHER = new ModelVersion("b", "1", "sha256:aab1");

  private static List<ModelVersion> meant(String text) {
    return ModelSelector.parse(text).among(List.of(FIRST, SECOND, OTHER));
  }

  @Test
  void shouldFindAVersionByItsNumberOrItsDigest() {
    assertThat(meant("a:2")).containsExactly(SECOND);
    assertThat(meant("a@sha256:aab1")).containsExactly(FIRST);
    assertThat(meant("a@aac")).containsExactly(SECOND);
    assertThat(meant("b@sha256:a")).containsExactly(OTHER);
  }

  @Test
  void shouldFindAllWhenADigestIsTooShortAndNoneWhenThereIsNone() {
    assertThat(meant("a@aa")).containsExactly(FIRST, SECOND);
    assertThat(meant("a:3")).isEmpty();
    assertThat(meant("c@aa")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", ":1", "@aa", "a@", "a@sha256:", "a@XY"})
  void shouldRefuseWhatNamesNoVersion(String text) {
    assertThatThrownBy(() -> ModelSelector.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(MODEL@DIGEST|digest).*");
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.SMALL_IMAGE;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Preprocessing;
import io.hubstream.content.TextPreprocessing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompatibilityTest {
  private static final List<String> ANIMALS = List.of("cat", "dog", "bird");

  private static ModelSpec spec(
      int number, Preprocessing form, int dimension, String space, List<String> labels) {
    return new ModelSpec(
        version("a", number),
        form,
        dimension == 0
            ? Optional.empty()
            : Optional.of(
                new EmbeddingSpec(
                    dimension,
                    space.isEmpty() ? EmbeddingSpec.ownSpace(version("a", number)) : space)),
        labels.isEmpty() ? Optional.empty() : Optional.of(new ClassificationSpec(labels)));
  }

  private static List<String> breaks(ModelSpec candidate, ModelSpec replaced) {
    return Compatibility.breaks(candidate, replaced);
  }

  @Test
  void shouldBreakNothingWhenTheShapeIsTheSame() {
    assertThat(breaks(spec(2, SMALL_IMAGE, 4, "", ANIMALS), spec(1, SMALL_IMAGE, 4, "", ANIMALS)))
        .isEmpty();
    assertThat(
            breaks(
                spec(2, SMALL_IMAGE, 4, "s", List.of("bird", "cat", "fish", "dog")),
                spec(1, SMALL_IMAGE, 4, "s", ANIMALS)))
        .isEmpty();
  }

  @Test
  void shouldBreakNothingWhenSomethingIsAdded() {
    assertThat(breaks(spec(2, SMALL_IMAGE, 4, "", ANIMALS), spec(1, SMALL_IMAGE, 0, "", ANIMALS)))
        .isEmpty();
    assertThat(
            breaks(spec(2, SMALL_IMAGE, 4, "s", ANIMALS), spec(1, SMALL_IMAGE, 4, "", List.of())))
        .isEmpty();
  }

  @Test
  void shouldNameTheDimensionsWhenTheyDiffer() {
    assertThat(breaks(spec(2, SMALL_IMAGE, 8, "", ANIMALS), spec(1, SMALL_IMAGE, 4, "", ANIMALS)))
        .containsExactly("its embedding has 8 values, that of a:1 has 4");
  }

  @Test
  void shouldNameTheSpacesWhenANamedOneIsLeft() {
    assertThat(breaks(spec(2, SMALL_IMAGE, 4, "t", ANIMALS), spec(1, SMALL_IMAGE, 4, "s", ANIMALS)))
        .containsExactly("its embedding space is 't', that of a:1 is 's'");
    assertThat(breaks(spec(2, SMALL_IMAGE, 4, "", ANIMALS), spec(1, SMALL_IMAGE, 4, "s", ANIMALS)))
        .hasSize(1);
  }

  @Test
  void shouldNameTheClassesThatAreGone() {
    assertThat(
            breaks(
                spec(2, SMALL_IMAGE, 4, "", List.of("cat")), spec(1, SMALL_IMAGE, 4, "", ANIMALS)))
        .containsExactly("it lacks 2 of the 3 classes of a:1: dog, bird");
  }

  @Test
  void shouldSayWhatIsGoneWhenAnOutputOrTheKindOfContentIs() {
    assertThat(
            breaks(
                spec(2, TextPreprocessing.DEFAULT, 0, "", ANIMALS),
                spec(1, SMALL_IMAGE, 4, "", ANIMALS)))
        .containsExactly(
            "it takes DOCUMENT, a:1 takes IMAGE", "it gives no embedding, a:1 gives one");
    assertThat(breaks(spec(2, SMALL_IMAGE, 4, "", List.of()), spec(1, SMALL_IMAGE, 4, "", ANIMALS)))
        .containsExactly("it gives no classes, a:1 gives 3");
  }
}

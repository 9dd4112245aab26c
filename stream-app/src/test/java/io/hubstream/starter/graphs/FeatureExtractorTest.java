package io.hubstream.starter.graphs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.starter.learning.SparseRow;
import io.hubstream.starter.scenes.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {
  private static final int SIZE = 64 * 64 * 3;

  @Test
  void shouldCountEveryGramWithinAWordOnce() {
    try (FeatureExtractor extractor = new FeatureExtractor(StarterGraph.ofTexts(3, 4096))) {
      List<SparseRow> rows = extractor.ofTexts(List.of("ab", "", "Ab!", "ab ab", "\n?"));

      // a, b; _a, ab, b_; _ab, ab_
      assertThat(total(rows.get(0))).isEqualTo(7);
      assertThat(total(rows.get(1))).isZero();
      assertThat(rows.get(2)).usingRecursiveComparison().isEqualTo(rows.get(0));
      assertThat(total(rows.get(3))).isEqualTo(14);
      assertThat(total(rows.get(4))).isZero();
    }
  }

  @Test
  void shouldLookAtTheFirstCharactersOfAnyScriptAlone() {
    try (FeatureExtractor extractor = new FeatureExtractor(StarterGraph.ofTexts(1, 512))) {
      List<SparseRow> rows = extractor.ofTexts(List.of("語".repeat(5000), "é".repeat(1999) + "zz"));

      assertThat(total(rows.get(0))).isEqualTo(StarterGraph.maxCharacters());
      assertThat(total(rows.get(1))).isEqualTo(StarterGraph.maxCharacters());
    }
  }

  @Test
  void shouldFindNoEdgesInAnEvenPicture() {
    byte[] even = new byte[SIZE];
    Arrays.fill(even, (byte) 90);
    try (FeatureExtractor colour = new FeatureExtractor(StarterGraph.ofPictures(false));
        FeatureExtractor edges = new FeatureExtractor(StarterGraph.ofPictures(true))) {
      SparseRow seen = edges.ofPictures(List.of(even)).get(0);

      assertThat(edges.width()).isGreaterThan(colour.width());
      assertThat(Arrays.stream(seen.places()).max().orElse(0)).isLessThan(colour.width());
    }
  }

  @Test
  void shouldGiveExactlyTheSameFeaturesInAnyBatch() {
    List<byte[]> pictures = new ArrayList<>();
    for (Scene scene : Scene.values()) {
      pictures.add(scene.paint(64, 64, 7));
    }
    try (FeatureExtractor extractor = new FeatureExtractor(StarterGraph.ofPictures(true))) {
      List<SparseRow> together = extractor.ofPictures(pictures);
      Collections.reverse(pictures);
      List<SparseRow> reversed = new ArrayList<>();
      pictures.forEach(picture -> reversed.addAll(extractor.ofPictures(List.of(picture))));
      Collections.reverse(reversed);

      assertThat(reversed).usingRecursiveComparison().isEqualTo(together);
    }
  }

  private static double total(SparseRow row) {
    double total = 0;
    for (float value : row.values()) {
      total += value;
    }
    return total;
  }
}

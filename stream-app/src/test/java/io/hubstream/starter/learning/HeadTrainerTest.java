package io.hubstream.starter.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
  private static final int WIDTH = 12;
  private static final int DIMENSION = 6;

  @Test
  void shouldLearnWhichFeatureTellsTheClasses() {
    int[] labels = new int[60];
    LearnedHead head = new HeadTrainer(DIMENSION, 3).fitMeasures(rows(labels), labels, WIDTH);

    for (int k = 0; k < 3; k++) {
      for (int other = 0; other < 3; other++) {
        if (other != k) {
          assertThat(head.weights()[k * 3 + k]).isGreaterThan(head.weights()[k * 3 + other]);
        }
      }
    }
  }

  @Test
  void shouldProjectAlongOrthonormalDirections() {
    int[] labels = new int[60];
    LearnedHead head = new HeadTrainer(DIMENSION, 3).fitMeasures(rows(labels), labels, WIDTH);

    for (int one = 0; one < DIMENSION; one++) {
      for (int two = 0; two < DIMENSION; two++) {
        double dot = 0;
        for (int j = 0; j < WIDTH; j++) {
          dot += head.projection()[j * DIMENSION + one] * head.projection()[j * DIMENSION + two];
        }
        assertThat(dot).isCloseTo(one == two ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void shouldLearnTheSameBitsFromTheSameRows() {
    int[] labels = new int[60];
    List<SparseRow> rows = rows(labels);
    HeadTrainer trainer = new HeadTrainer(DIMENSION, 3);

    LearnedHead one = trainer.fitCounts(rows, labels, WIDTH);
    LearnedHead two = trainer.fitCounts(rows, labels, WIDTH);

    assertThat(two).usingRecursiveComparison().isEqualTo(one);
  }

  /** Noise, and one feature that is high for each class; fills in the labels. */
  private static List<SparseRow> rows(int[] labels) {
    SplittableRandom random = new SplittableRandom(5);
    List<SparseRow> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3;
      float[] row = new float[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        row[j] = (float) random.nextDouble() + (j == labels[i] ? 2 : 0);
      }
      rows.add(SparseRow.of(row));
    }
    return rows;
  }
}

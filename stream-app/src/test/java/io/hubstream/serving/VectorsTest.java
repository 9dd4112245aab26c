package io.hubstream.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorsTest {

  @Test
  void shouldMeasureDirectionsAndLengths() {
    float[] east = {2, 0};
    float[] north = {0, 5};

    assertThat(Vectors.cosineDistance(east, east)).isZero();
    assertThat(Vectors.cosineDistance(east, north)).isEqualTo(1);
    assertThat(Vectors.cosineDistance(east, new float[] {-1, 0})).isEqualTo(2);
    assertThat(Vectors.relativeDifference(east, new float[] {3, 0})).isEqualTo(0.5);
    assertThat(Vectors.greatestDifference(east, north)).isEqualTo(5);
  }

  @Test
  void shouldGiveAnAnswerWhenAVectorIsZero() {
    float[] zero = {0, 0};

    assertThat(Vectors.cosineDistance(zero, zero)).isZero();
    assertThat(Vectors.cosineDistance(zero, new float[] {1, 0})).isEqualTo(1);
    assertThat(Vectors.relativeDifference(zero, zero)).isZero();
    assertThat(Vectors.relativeDifference(zero, new float[] {1e-6f, 0}))
        .isCloseTo(1e6, within(1e3));
  }
}

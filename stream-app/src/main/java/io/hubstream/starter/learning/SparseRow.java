package io.hubstream.starter.learning;

import java.util.Arrays;

/**
 * One example's features without the zeros. The arrays are shared, not copied.
 *
 * @param places indices of the values, ascending
 * @param values what stands there
 */
public record SparseRow(int[] places, float[] values) {

  /** The row that holds {@code all} but its zeros. */
  public static SparseRow of(float[] all) {
    int[] places = new int[all.length];
    float[] values = new float[all.length];
    int size = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] != 0) {
        places[size] = i;
        values[size++] = all[i];
      }
    }
    return new SparseRow(Arrays.copyOf(places, size), Arrays.copyOf(values, size));
  }

  double squaredLength() {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }
}

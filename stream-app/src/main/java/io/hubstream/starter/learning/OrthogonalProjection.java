package io.hubstream.starter.learning;

import java.util.SplittableRandom;

/**
 * A fixed random matrix with orthonormal columns: it keeps angles as well as so few dimensions can
 * (Johnson and Lindenstrauss, 1984), and knows nothing of its own.
 */
final class OrthogonalProjection {
  private OrthogonalProjection() {}

  /**
   * @param width rows; at least {@code dimension}
   * @param dimension columns
   * @return {@code [width, dimension]}, row by row
   */
  static float[] of(int width, int dimension, long seed) {
    if (width < dimension) {
      throw new IllegalArgumentException(width + " features cannot give " + dimension);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[][] columns = new double[dimension][width];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < width; j++) {
        columns[i][j] = bell(random);
      }
      for (int before = 0; before < i; before++) {
        double along = dot(columns[i], columns[before]);
        for (int j = 0; j < width; j++) {
          columns[i][j] -= along * columns[before][j];
        }
      }
      double length = Math.sqrt(dot(columns[i], columns[i]));
      for (int j = 0; j < width; j++) {
        columns[i][j] /= length;
      }
    }
    float[] matrix = new float[width * dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < width; j++) {
        matrix[j * dimension + i] = (float) columns[i][j];
      }
    }
    return matrix;
  }

  /** About normally distributed: the sum of four even ones. */
  private static double bell(SplittableRandom random) {
    return random.nextDouble()
        + random.nextDouble()
        + random.nextDouble()
        + random.nextDouble()
        - 2;
  }

  private static double dot(double[] one, double[] two) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * two[i];
    }
    return sum;
  }
}

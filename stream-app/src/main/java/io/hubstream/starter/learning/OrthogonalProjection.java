package io.hubstream.starter.learning;

import java.util.SplittableRandom;

/**
 * Matrices with orthonormal columns: the first ones span what a classifier looks at, so that like
 * examples of a class lie together; the others are fixed random directions, which keep angles as
 * well as so few dimensions can (Johnson and Lindenstrauss, 1984).
 */
final class OrthogonalProjection {
  private OrthogonalProjection() {}

  /**
   * @param classifier its {@code classes - 1} independent directions come first
   * @param width rows; at least {@code dimension}
   * @param dimension columns; at least the number of classes
   * @return {@code [width, dimension]}, row by row
   */
  static float[] of(LearnedHead.Classifier classifier, int width, int dimension, long seed) {
    int classes = classifier.bias().length;
    if (width < dimension || dimension < classes) {
      throw new IllegalArgumentException(
          "%d features and %d classes cannot give %d dimensions"
              .formatted(width, classes, dimension));
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[][] columns = new double[dimension][width];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < width; j++) {
        boolean learned = i < classes - 1;
        columns[i][j] = learned ? classifier.weights()[j * classes + i] : bell(random);
      }
      makeOrthonormal(columns, i);
    }
    float[] matrix = new float[width * dimension];
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < width; j++) {
        matrix[j * dimension + i] = (float) columns[i][j];
      }
    }
    return matrix;
  }

  /** Takes from column {@code i} what the columns before it span, and brings it to length 1. */
  private static void makeOrthonormal(double[][] columns, int i) {
    double[] column = columns[i];
    for (int before = 0; before < i; before++) {
      double along = dot(column, columns[before]);
      for (int j = 0; j < column.length; j++) {
        column[j] -= along * columns[before][j];
      }
    }
    double length = Math.sqrt(dot(column, column));
    for (int j = 0; j < column.length; j++) {
      column[j] /= length;
    }
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

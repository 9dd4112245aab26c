package io.hubstream.serving;

/** How far vectors of equal length are apart. Pure. */
final class Vectors {
  private static final double SMALLEST_LENGTH = 1e-12;

  private Vectors() {}

  /** Length of the difference as a share of the expected vector's length. */
  static double relativeDifference(float[] expected, float[] given) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = (double) expected[i] - given[i];
      difference += d * d;
      length += (double) expected[i] * expected[i];
    }
    return Math.sqrt(difference) / Math.max(Math.sqrt(length), SMALLEST_LENGTH);
  }

  /** Greatest difference of two values at the same place. */
  static double greatestDifference(float[] expected, float[] given) {
    double greatest = 0;
    for (int i = 0; i < expected.length; i++) {
      greatest = Math.max(greatest, Math.abs((double) expected[i] - given[i]));
    }
    return greatest;
  }

  /** One minus the cosine of the angle: 0 for the same direction, 2 for the opposite one. */
  static double cosineDistance(float[] one, float[] other) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
      first += (double) one[i] * one[i];
      second += (double) other[i] * other[i];
    }
    double lengths = Math.sqrt(first) * Math.sqrt(second);
    return lengths < SMALLEST_LENGTH
        ? (first == second ? 0 : 1)
        : Math.max(0, 1 - product / lengths);
  }
}

package io.hubstream.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Median, smallest and largest of the values of several rounds. */
public record Spread(double median, double min, double max) {

  /** Empty when there is no value. */
  public static Optional<Spread> of(List<Double> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
  }

  /** Of these values. */
  static Spread of(double... values) {
    return of(Arrays.stream(values).boxed().toList()).orElseThrow();
  }
}

package io.hubstream.bench.scale;

import java.util.List;
import java.util.Optional;

/**
 * What was measured along a series.
 *
 * @param points ascending by size, one or more
 */
record SeriesResult(Series series, List<ScalePoint> points) {
  /** A size whose records cost so much more than expected is not linear any more. */
  static final double TOLERANCE = 1.25;

  SeriesResult {
    points = List.copyOf(points);
  }

  /**
   * What a record costs at this size if the work grows as the size does, microseconds: as much as
   * at the cheapest size; with more models, as much more for each as the second one added.
   */
  double expected(ScalePoint point) {
    if (series != Series.MODELS) {
      return points.stream().mapToDouble(SeriesResult::cost).min().orElseThrow();
    }
    ScalePoint first = points.get(0);
    ScalePoint second = points.get(Math.min(1, points.size() - 1));
    double each = (cost(second) - cost(first)) / Math.max(1, second.size() - first.size());
    return cost(first) + each * (point.size() - first.size());
  }

  private static double cost(ScalePoint point) {
    return point.cpuMicros().median();
  }

  /** The cost of a record at this size, as a multiple of what is expected. */
  double relative(ScalePoint point) {
    return cost(point) / expected(point);
  }

  /** Whether the work grows at this size as the size does. */
  boolean isLinear(ScalePoint point) {
    return relative(point) <= TOLERANCE;
  }

  /** Sizes from the first to the last linear one. */
  record Range(long from, long to) {}

  /** The longest run of neighbouring sizes that are linear: it holds one at least. */
  Range linear() {
    int bestFrom = 0;
    int bestLength = 0;
    int length = 0;
    for (int i = 0; i < points.size(); i++) {
      length = isLinear(points.get(i)) ? length + 1 : 0;
      if (length > bestLength) {
        bestLength = length;
        bestFrom = i - length + 1;
      }
    }
    return new Range(points.get(bestFrom).size(), points.get(bestFrom + bestLength - 1).size());
  }

  /** The point with the largest backlog, of the series of backlogs. */
  Optional<ScalePoint> longest() {
    return series == Series.BACKLOG ? Optional.of(points.get(points.size() - 1)) : Optional.empty();
  }
}

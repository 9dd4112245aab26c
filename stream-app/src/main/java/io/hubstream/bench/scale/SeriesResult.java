package io.hubstream.bench.scale;

import java.util.List;
import java.util.Optional;

/**
 * What was measured along a series.
 *
 * @param points ascending by size, one or more
 */
record SeriesResult(Series series, List<ScalePoint> points) {
  /** A size whose records cost so much more than the cheapest size's is not linear any more. */
  static final double TOLERANCE = 1.25;

  SeriesResult {
    points = List.copyOf(points);
  }

  /** The lowest cost of a record and model, microseconds. */
  double cheapest() {
    return points.stream().mapToDouble(ScalePoint::unitCost).min().orElseThrow();
  }

  /** The cost of a record and model at this size, as a multiple of the cheapest. */
  double relative(ScalePoint point) {
    return point.unitCost() / cheapest();
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

package io.hubstream.bench.scale;

import java.time.Duration;
import java.util.List;

/**
 * What is measured, and how often.
 *
 * @param records of each measurement in which the backlog is not what grows
 * @param mostRecords largest backlog of the series of backlogs
 * @param rounds how often each size is measured
 * @param warmUp least time under load before a process is measured; while the compiler is busy up
 *     to three times as long
 */
public record ScalePlan(
    List<Series> series, long records, long mostRecords, int rounds, Duration warmUp) {
  public ScalePlan {
    series = List.copyOf(series);
  }

  /** Those sizes of a series that the plan has. */
  List<Long> sizes(Series of) {
    return of == Series.BACKLOG
        ? of.sizes().stream().filter(size -> size <= mostRecords).toList()
        : of.sizes();
  }

  /** Records that are measured at this size. */
  long recordsAt(Series of, long size) {
    return of == Series.BACKLOG ? size : records;
  }
}

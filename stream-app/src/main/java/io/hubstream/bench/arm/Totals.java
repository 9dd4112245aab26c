package io.hubstream.bench.arm;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that was counted up to some time.
 *
 * @param sizes runs by real rows: index is the number of rows
 */
@SuppressWarnings("ArrayRecordComponent")
record Totals(Stages stages, Batches batches, Drains drains, long[] sizes) {

  record Stages(long payloadMicros, long decodeMicros, long inferenceMicros, long totalMicros) {}

  record Batches(long runs, long rows, long paddedRows, long runNanos, long waitNanos) {}

  record Drains(long drains, long records, long nanos) {}

  Measurement.Stages stagesSince(Totals before) {
    return new Measurement.Stages(
        (stages.payloadMicros - before.stages.payloadMicros) / 1e6,
        (stages.decodeMicros - before.stages.decodeMicros) / 1e6,
        (stages.inferenceMicros - before.stages.inferenceMicros) / 1e6,
        (stages.totalMicros - before.stages.totalMicros) / 1e6);
  }

  Measurement.Batches batchesSince(Totals before, long busyNanos) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    long[] earlier = Arrays.copyOf(before.sizes, sizes.length);
    for (int size = 0; size < sizes.length; size++) {
      if (sizes[size] > earlier[size]) {
        counts.put(size, sizes[size] - earlier[size]);
      }
    }
    return new Measurement.Batches(
        batches.runs - before.batches.runs,
        batches.rows - before.batches.rows,
        batches.paddedRows - before.batches.paddedRows,
        (batches.runNanos - before.batches.runNanos) / 1e9,
        (batches.waitNanos - before.batches.waitNanos) / 1e9,
        busyNanos / 1e9,
        counts);
  }

  Measurement.Drains drainsSince(Totals before) {
    return new Measurement.Drains(
        drains.drains - before.drains.drains,
        drains.records - before.drains.records,
        (drains.nanos - before.drains.nanos) / 1e9);
  }
}

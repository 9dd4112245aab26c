package io.hubstream.bench.arm;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Timings;
import io.hubstream.serving.InferenceException;
import io.hubstream.topology.EnrichmentMetrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what an arm does. As the metrics of a service it also passes everything on to the meters
 * that a service has.
 *
 * <p>Safe for any thread; costs a few additions for each record. Nothing to close.
 */
final class Recorder {
  private final LongAdder records = new LongAdder();
  private final LongAdder payloadMicros = new LongAdder();
  private final LongAdder decodeMicros = new LongAdder();
  private final LongAdder inferenceMicros = new LongAdder();
  private final LongAdder totalMicros = new LongAdder();
  private final LongAdder runs = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder paddedRows = new LongAdder();
  private final LongAdder runNanos = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();
  private final LongAdder drains = new LongAdder();
  private final LongAdder drainedRecords = new LongAdder();
  private final LongAdder drainNanos = new LongAdder();
  private final AtomicLongArray sizes;
  private final RunIntervals intervals = new RunIntervals();
  private final Set<String> modelsRun = ConcurrentHashMap.newKeySet();

  /**
   * @param maxBatch largest batch, in rows
   */
  Recorder(int maxBatch) {
    this.sizes = new AtomicLongArray(maxBatch + 1);
  }

  /** A record is done. */
  void done() {
    records.increment();
  }

  /** Records done so far. */
  long records() {
    return records.sum();
  }

  /** Names of the models that have run. */
  Set<String> modelsRun() {
    return modelsRun;
  }

  RunIntervals intervals() {
    return intervals;
  }

  void decoded(long nanos) {
    decodeMicros.add(nanos / 1_000);
  }

  void run(ModelVersion version, int size, int paddedSize, long nanos, long oldestWaitNanos) {
    long end = System.nanoTime();
    runs.increment();
    rows.add(size);
    paddedRows.add(paddedSize);
    runNanos.add(nanos);
    waitNanos.add(oldestWaitNanos);
    sizes.incrementAndGet(size);
    intervals.add(end - nanos, end);
    modelsRun.add(version.model());
  }

  private void timings(Timings timings) {
    payloadMicros.add(timings.payloadMicros());
    decodeMicros.add(timings.decodeMicros());
    inferenceMicros.add(timings.inferenceMicros());
    totalMicros.add(timings.totalMicros());
  }

  private void drained(int waitedFor, Duration took) {
    drains.increment();
    drainedRecords.add(waitedFor);
    drainNanos.add(took.toNanos());
  }

  Totals totals() {
    long[] counts = new long[sizes.length()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = sizes.get(i);
    }
    return new Totals(
        new Totals.Stages(
            payloadMicros.sum(), decodeMicros.sum(), inferenceMicros.sum(), totalMicros.sum()),
        new Totals.Batches(
            runs.sum(), rows.sum(), paddedRows.sum(), runNanos.sum(), waitNanos.sum()),
        new Totals.Drains(drains.sum(), drainedRecords.sum(), drainNanos.sum()),
        counts);
  }

  /** This recorder in front of a service's own meters. */
  EnrichmentMetrics before(EnrichmentMetrics meters) {
    return new EnrichmentMetrics() {
      @Override
      public void outcome(Outcome outcome, long endToEndMillis) {
        if (outcome instanceof Outcome.Enriched result) {
          timings(result.timings());
        }
        done();
        meters.outcome(outcome, endToEndMillis);
      }

      @Override
      public void deadLetter(FailureKind kind) {
        meters.deadLetter(kind);
      }

      @Override
      public void decoded(MediaKind kind, long nanos) {
        meters.decoded(kind, nanos);
      }

      @Override
      public void drained(int waitedFor, Duration took) {
        Recorder.this.drained(waitedFor, took);
        meters.drained(waitedFor, took);
      }

      @Override
      public void window(String task, int inFlight, long bytes) {
        meters.window(task, inFlight, bytes);
      }

      @Override
      public void windowClosed(String task) {
        meters.windowClosed(task);
      }
    };
  }

  /** This recorder in front of a service's own meters. */
  BatchMetrics before(BatchMetrics meters) {
    return new BatchMetrics() {
      @Override
      public void run(
          ModelVersion version, int size, int paddedSize, long nanos, long oldestWaitNanos) {
        Recorder.this.run(version, size, paddedSize, nanos, oldestWaitNanos);
        meters.run(version, size, paddedSize, nanos, oldestWaitNanos);
      }

      @Override
      public void failure(ModelVersion version, InferenceException.Kind kind, int size) {
        meters.failure(version, kind, size);
      }
    };
  }
}

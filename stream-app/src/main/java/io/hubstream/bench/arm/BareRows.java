package io.hubstream.bench.arm;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The rows that one worker has for each model; a batch runs when it is full. One thread's. */
final class BareRows {
  private final int batch;
  private final int paddedSize;
  private final OnRun onRun;
  private final Map<Servable, List<ModelInput>> waiting = new IdentityHashMap<>();
  private long runNanos;

  /** Told of each run. */
  @FunctionalInterface
  interface OnRun {
    void run(ModelVersion version, int size, int paddedSize, long nanos);
  }

  BareRows(int batch, int paddedSize, OnRun onRun) {
    this.batch = batch;
    this.paddedSize = paddedSize;
    this.onRun = onRun;
  }

  void add(Servable servable, ModelInput row) throws InferenceException {
    List<ModelInput> rows = waiting.computeIfAbsent(servable, s -> new ArrayList<>(batch));
    rows.add(row);
    if (rows.size() == batch) {
      run(servable, rows);
    }
  }

  /** Runs what is left. */
  void flush() throws InferenceException {
    for (Map.Entry<Servable, List<ModelInput>> entry : waiting.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        run(entry.getKey(), entry.getValue());
      }
    }
  }

  private void run(Servable servable, List<ModelInput> rows) throws InferenceException {
    long start = System.nanoTime();
    servable.run(rows, Math.max(paddedSize, rows.size()));
    long nanos = System.nanoTime() - start;
    runNanos += nanos;
    onRun.run(servable.spec().version(), rows.size(), paddedSize, nanos);
    rows.clear();
  }

  /** Time spent in runs so far. */
  long runNanos() {
    return runNanos;
  }
}

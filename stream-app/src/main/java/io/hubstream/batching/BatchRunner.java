package io.hubstream.batching;

import io.hubstream.content.Execution;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/**
 * Runs one batch and settles every row of it. A batch that fails because of its input is bisected
 * until the rows to blame stand alone; one that is too large for the memory is halved; a device
 * error fails every row.
 */
final class BatchRunner {
  private final BatchPolicy policy;
  private final RunWatch watch;
  private final BatchMetrics metrics;

  BatchRunner(BatchPolicy policy, RunWatch watch, BatchMetrics metrics) {
    this.policy = policy;
    this.watch = watch;
    this.metrics = metrics;
  }

  /** Settles every item, well or not. */
  void run(Servable servable, List<BatchItem> batch) {
    try {
      succeed(servable, batch);
    } catch (InferenceException e) {
      metrics.failure(servable.spec().version(), e.kind(), batch.size());
      recover(servable, batch, e);
    } catch (RuntimeException | Error e) {
      fail(
          batch,
          new InferenceException(
              InferenceException.Kind.DEVICE,
              servable.spec().version().display() + " failed unexpectedly: " + e,
              e));
    }
  }

  private void succeed(Servable servable, List<BatchItem> batch) throws InferenceException {
    int padded = policy.paddedSize(batch.size());
    List<ModelInput> inputs = new ArrayList<>(batch.size());
    for (BatchItem item : batch) {
      inputs.add(item.input());
    }
    long start = System.nanoTime();
    List<ModelOutput> outputs;
    ScheduledFuture<?> alarm = watch.start(servable, batch);
    try {
      outputs = servable.run(inputs, padded);
    } finally {
      alarm.cancel(false);
    }
    long nanos = System.nanoTime() - start;
    if (outputs.size() != batch.size()) {
      throw new InferenceException(
          InferenceException.Kind.DEVICE,
          "%s gave %d outputs for %d inputs"
              .formatted(servable.spec().version().display(), outputs.size(), batch.size()),
          null);
    }
    metrics.run(
        servable.spec().version(),
        batch.size(),
        padded,
        nanos,
        start - batch.get(0).enqueuedNanos());
    Execution execution = new Execution(batch.size(), padded, servable.device(), nanos / 1000);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).succeed(new InferenceResult(outputs.get(i), execution));
    }
  }

  private void recover(Servable servable, List<BatchItem> batch, InferenceException cause) {
    if (cause.kind() == InferenceException.Kind.DEVICE || batch.size() == 1) {
      fail(batch, cause);
      return;
    }
    int half = batch.size() / 2;
    run(servable, batch.subList(0, half));
    run(servable, batch.subList(half, batch.size()));
  }

  private static void fail(List<BatchItem> batch, InferenceException cause) {
    batch.forEach(item -> item.fail(cause));
  }
}

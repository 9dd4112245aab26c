package io.hubstream.batching;

import io.hubstream.content.ModelInput;
import java.util.concurrent.atomic.AtomicBoolean;

/** One row that waits for its batch. Whoever settles it first decides; later calls do nothing. */
final class BatchItem {
  private final ModelInput input;
  private final long enqueuedNanos;
  private final RowSink sink;
  private final int slot;
  private final AtomicBoolean settled = new AtomicBoolean();

  BatchItem(ModelInput input, long enqueuedNanos, RowSink sink, int slot) {
    this.input = input;
    this.enqueuedNanos = enqueuedNanos;
    this.sink = sink;
    this.slot = slot;
  }

  ModelInput input() {
    return input;
  }

  /** By {@link System#nanoTime()}. */
  long enqueuedNanos() {
    return enqueuedNanos;
  }

  void succeed(InferenceResult result) {
    if (settled.compareAndSet(false, true)) {
      sink.succeeded(slot, result);
    }
  }

  void fail(Throwable error) {
    if (settled.compareAndSet(false, true)) {
      sink.failed(slot, error);
    }
  }
}

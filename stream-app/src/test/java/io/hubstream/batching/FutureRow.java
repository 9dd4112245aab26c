package io.hubstream.batching;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.Servable;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A sink for one row, as a future. */
record FutureRow(CompletableFuture<InferenceResult> future) implements RowSink {

  static CompletableFuture<InferenceResult> submit(
      BatchScheduler scheduler, Servable servable, ModelInput input) {
    FutureRow row = new FutureRow(new CompletableFuture<>());
    scheduler.submit(servable, List.of(input), row, 0);
    return row.future();
  }

  @Override
  public void succeeded(int slot, InferenceResult result) {
    future.complete(result);
  }

  @Override
  public void failed(int slot, Throwable error) {
    future.completeExceptionally(error);
  }
}

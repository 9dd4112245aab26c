package io.hubstream.batching;

import io.hubstream.serving.InferenceException;
import io.hubstream.serving.Servable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Fails the rows of a run that takes too long, as a device error: a native run cannot be
 * interrupted, but nobody has to wait for it.
 *
 * <p>Owner thread: its own; inference threads start watches. {@link #close()} ends it.
 */
final class RunWatch implements AutoCloseable {
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;

  RunWatch(Duration limit) {
    this.limit = limit;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "hubstream-inference-watch");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Watches a run until the returned handle is cancelled. */
  ScheduledFuture<?> start(Servable servable, List<BatchItem> batch) {
    return timer.schedule(() -> timedOut(servable, batch), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void timedOut(Servable servable, List<BatchItem> batch) {
    InferenceException cause =
        new InferenceException(
            InferenceException.Kind.DEVICE,
            "%s: a run of %d rows did not end within inference.timeout.ms=%d"
                .formatted(servable.spec().version().display(), batch.size(), limit.toMillis()),
            null);
    batch.forEach(item -> item.fail(cause));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

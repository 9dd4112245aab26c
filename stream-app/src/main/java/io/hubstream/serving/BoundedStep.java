package io.hubstream.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs native code that can't be interrupted, and waits for it no longer than a limit.
 *
 * <p>Owner thread: the caller's. The step runs on a daemon thread of its own, which ends with it.
 */
final class BoundedStep {
  private static final Logger log = LoggerFactory.getLogger(BoundedStep.class);

  private BoundedStep() {}

  /** A step of a version's preparation. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws ModelRefusedException, IOException;
  }

  /**
   * @param name what it does, for its thread and the message: {@code warm-up}
   * @param late closes, on the step's thread, what a step that was given up leaves behind when it
   *     ends: told its result, or none when it failed
   * @throws StillRunningException it did not end in time; its {@link LateEnd} comes after {@code
   *     late}
   */
  static <T> T run(String name, Duration limit, Step<T> step, Consumer<Optional<T>> late)
      throws ModelRefusedException, IOException, StillRunningException {
    CompletableFuture<T> done = new CompletableFuture<>();
    LateEnd end = new LateEnd();
    Thread thread = new Thread(() -> complete(done, step, late, end), "hubstream-model-" + name);
    thread.setDaemon(true);
    thread.start();
    return await(name, limit, done, end);
  }

  private static <T> void complete(
      CompletableFuture<T> done, Step<T> step, Consumer<Optional<T>> late, LateEnd end) {
    Optional<T> result = Optional.empty();
    boolean inTime;
    try {
      T value = step.run();
      result = Optional.of(value);
      inTime = done.complete(value);
    } catch (ModelRefusedException | IOException | RuntimeException | Error e) {
      inTime = done.completeExceptionally(e);
    }
    if (!inTime) {
      try {
        late.accept(result);
      } catch (RuntimeException | Error e) {
        // What it held may leak, but nobody can do more about it.
        log.error("closing what a step that was given up left behind failed", e);
      } finally {
        end.reached();
      }
    }
  }

  // An interrupt, which only close sends, does not end the wait: neither would it end the step.
  private static <T> T await(String name, Duration limit, CompletableFuture<T> done, LateEnd end)
      throws ModelRefusedException, IOException, StillRunningException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return done.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          StillRunningException stillRunning =
              new StillRunningException(
                  ("the %s did not end within %d ms; it can't be interrupted, so the version stays"
                          + " in memory until it ends")
                      .formatted(name, limit.toMillis()),
                  end);
          if (done.completeExceptionally(stillRunning)) {
            throw stillRunning;
          }
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause)
      throws ModelRefusedException, IOException {
    if (cause instanceof ModelRefusedException refused) {
      throw refused;
    }
    if (cause instanceof IOException failure) {
      throw failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }
}

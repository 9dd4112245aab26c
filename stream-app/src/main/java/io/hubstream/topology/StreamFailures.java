package io.hubstream.topology;

import io.hubstream.serving.ServingPausedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies. A store outage pauses processing, and a probe resumes it
 * when the store answers; the transaction was given up, and work goes on from the last commit. A
 * thread that no set could serve while models were exchanged is replaced, however often. Any other
 * failure replaces the thread, a bounded number of times within a period; past that the application
 * stops.
 *
 * <p>Streams calls {@link #handle} on the dying thread; the probe runs on a thread of its own.
 * {@link #close()} ends the probe.
 */
public final class StreamFailures implements StreamsUncaughtExceptionHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamFailures.class);

  private final Limits limits;
  private final StreamsControl streams;
  private final Predicate<String> storeAvailable;
  private final Clock clock;
  private final ArrayDeque<Instant> replacements = new ArrayDeque<>();
  private final ScheduledExecutorService probe =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "hubstream-store-probe");
            thread.setDaemon(true);
            return thread;
          });
  private boolean paused;

  /**
   * @param maxReplacements threads replaced within the period before the application gives up
   * @param period see above
   * @param probeInterval how often a store that is down is asked
   */
  public record Limits(int maxReplacements, Duration period, Duration probeInterval) {}

  /** The part of {@code KafkaStreams} that is needed here. */
  public interface StreamsControl {
    void pause();

    void resume();
  }

  public StreamFailures(
      Limits limits, StreamsControl streams, Predicate<String> storeAvailable, Clock clock) {
    this.limits = limits;
    this.streams = streams;
    this.storeAvailable = storeAvailable;
    this.clock = clock;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    Optional<TaskFailedException> outage = taskFailure(error);
    if (outage.isPresent()) {
      pauseFor(outage.get().store().orElseThrow(), String.valueOf(outage.get().getMessage()));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (has(error, ServingPausedException.class)) {
      LOG.info(
          "Records are given back while models are exchanged, and taken in again: {}",
          error.getMessage());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (has(error, FencedInstanceIdException.class)) {
      LOG.error(
          "Another process of this application uses the same instance.id: this one stops. Give each"
              + " instance an instance.id of its own.");
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (mayReplace()) {
      LOG.error("A stream thread died and is replaced; work goes on from the last commit.", error);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error(
        "A stream thread died for the {}th time within {}: the application stops. Mend the cause"
            + " below and start it again; it goes on from the last commit.",
        limits.maxReplacements() + 1,
        limits.period(),
        error);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private synchronized boolean mayReplace() {
    Instant now = clock.instant();
    while (!replacements.isEmpty()
        && replacements.getFirst().isBefore(now.minus(limits.period()))) {
      replacements.removeFirst();
    }
    if (replacements.size() >= limits.maxReplacements()) {
      return false;
    }
    replacements.add(now);
    return true;
  }

  private synchronized void pauseFor(String store, String reason) {
    if (paused) {
      return;
    }
    streams.pause();
    paused = true;
    LOG.warn(
        "The store '{}' is out of reach: processing pauses and goes on by itself. {}",
        store,
        reason);
    askLater(store);
  }

  private void askLater(String store) {
    probe.schedule(
        () -> tryResume(store), limits.probeInterval().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Asks without the lock, for a store may hang; and whatever goes wrong, it is asked again. */
  private void tryResume(String store) {
    boolean resumed = false;
    try {
      if (storeAvailable.test(store)) {
        resume();
        resumed = true;
        LOG.info("The store '{}' answers again: processing goes on.", store);
      }
    } catch (Throwable e) {
      LOG.warn("Asking the store '{}' failed: {}", store, e.toString());
    } finally {
      if (!resumed) {
        askLater(store);
      }
    }
  }

  private synchronized void resume() {
    streams.resume();
    paused = false;
  }

  private static Optional<TaskFailedException> taskFailure(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof TaskFailedException failure && failure.store().isPresent()) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    probe.shutdownNow();
  }
}

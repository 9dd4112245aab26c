package io.hubstream.service;

import io.hubstream.preflight.BrokerFailure;
import io.hubstream.topology.StreamFailures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies because the brokers refuse something: a key that was
 * renewed, a token that ended, a right that was taken away, a quota. The service is not ready then;
 * the thread waits, longer each time, until the brokers let us in again, and is replaced. Past a
 * limit the application stops. Whatever else a thread dies of is for the other handler.
 *
 * <p>Streams calls {@link #handle} on the dying thread, which waits there. Nothing to close: the
 * wait ends when the application does.
 */
final class BrokerOutages implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerOutages.class);
  private static final Duration SLICE = Duration.ofMillis(100);

  private final StreamsUncaughtExceptionHandler others;
  private final Function<Throwable, Optional<BrokerFailure>> words;
  private final BooleanSupplier letIn;
  private final BooleanSupplier running;
  private final Limits limits;
  private final StreamFailures.StreamsControl streams;
  private final Clock clock;
  private Optional<Instant> since = Optional.empty();
  private Instant last = Instant.MIN;
  private Optional<BrokerFailure.Kind> told = Optional.empty();
  private int waits;

  /**
   * @param firstWait doubled with each wait of an outage
   * @param longestWait at most
   * @param outage after which the application stops
   */
  record Limits(Duration firstWait, Duration longestWait, Duration outage) {
    static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(10));
  }

  /**
   * How the brokers are asked.
   *
   * @param words what a failure is, where the brokers refused something
   * @param letIn whether a broker lets us in now
   * @param running whether the stream is to go on
   */
  record Brokers(
      Function<Throwable, Optional<BrokerFailure>> words,
      BooleanSupplier letIn,
      BooleanSupplier running) {}

  BrokerOutages(
      StreamsUncaughtExceptionHandler others,
      Brokers brokers,
      Limits limits,
      StreamFailures.StreamsControl streams,
      Clock clock) {
    this.others = others;
    this.words = brokers.words();
    this.letIn = brokers.letIn();
    this.running = brokers.running();
    this.limits = limits;
    this.streams = streams;
    this.clock = clock;
  }

  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    Optional<BrokerFailure> failure = words.apply(error);
    if (failure.isEmpty()) {
      return others.handle(error);
    }
    Instant began = begin(failure.get());
    try {
      while (running.getAsBoolean()) {
        if (clock.instant().isAfter(began.plus(limits.outage()))) {
          LOG.error(
              "{}. It has been so for {}: the application stops. Mend it and start again; it goes on from the last commit.",
              failure.get().line(),
              limits.outage());
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        pause(nextWait());
        if (letIn.getAsBoolean()) {
          end();
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private synchronized Instant begin(BrokerFailure failure) {
    Instant now = clock.instant();
    // A thread that dies again soon after it was replaced is in the same outage.
    boolean over = last.isBefore(now.minus(limits.longestWait().multipliedBy(2)));
    if (since.isEmpty() || over) {
      since = Optional.of(now);
      waits = 0;
      told = Optional.empty();
    }
    if (!told.equals(Optional.of(failure.kind()))) {
      told = Optional.of(failure.kind());
      LOG.error("{}. Processing waits and goes on by itself.", failure.line());
    }
    last = now;
    streams.pause();
    return since.get();
  }

  private synchronized void end() {
    last = clock.instant();
    streams.resume();
    LOG.info("The brokers let us in: processing goes on from the last commit.");
  }

  private synchronized Duration nextWait() {
    last = clock.instant();
    Duration doubled = limits.firstWait().multipliedBy(1L << Math.min(waits++, 10));
    return doubled.compareTo(limits.longestWait()) < 0 ? doubled : limits.longestWait();
  }

  private void pause(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < end && running.getAsBoolean()) {
      Thread.sleep(Math.min(SLICE.toMillis(), wait.toMillis()));
    }
  }
}

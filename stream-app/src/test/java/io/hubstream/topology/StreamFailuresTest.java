package io.hubstream.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.ServingPausedException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamFailuresTest {
  private static final StreamFailures.Limits LIMITS =
      new StreamFailures.Limits(2, Duration.ofMinutes(10), Duration.ofMillis(10));

  private final AtomicInteger pauses = new AtomicInteger();
  private final CountDownLatch resumed = new CountDownLatch(1);
  private final AtomicBoolean storeUp = new AtomicBoolean();

  @Test
  void shouldStopTheApplicationWhenThreadsDieTooOften() {
    // Given
    try (StreamFailures failures = failures()) {
      failures.handle(new IllegalStateException("first"));
      failures.handle(new IllegalStateException("second"));

      // When
      var response = failures.handle(new IllegalStateException("third"));

      // Then
      assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
    }
  }

  @Test
  void shouldReplaceTheThreadHoweverOftenModelsWereBeingExchanged() {
    // Given
    try (StreamFailures failures = failures()) {
      Throwable exchange =
          new StreamsException(
              new TaskFailedException("not yet", new ServingPausedException("not yet")));

      // When
      for (int i = 0; i < 10; i++) {
        assertThat(failures.handle(exchange)).isEqualTo(REPLACE_THREAD);
      }

      // Then
      assertThat(failures.handle(new IllegalStateException("a fault"))).isEqualTo(REPLACE_THREAD);
      assertThat(pauses).hasValue(0);
    }
  }

  @Test
  void shouldStopTheApplicationWhenAnotherProcessTookItsInstanceId() {
    // Given
    try (StreamFailures failures = failures()) {
      // When
      var response = failures.handle(new StreamsException(new FencedInstanceIdException("taken")));

      // Then
      assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
    }
  }

  @Test
  void shouldPauseAndResumeWhenAPayloadStoreIsOutOfReach() throws Exception {
    // Given
    try (StreamFailures failures = failures()) {
      // When
      for (int i = 0; i < 5; i++) {
        assertThat(failures.handle(outage())).isEqualTo(REPLACE_THREAD);
      }
      boolean resumedWhileDown = resumed.await(100, TimeUnit.MILLISECONDS);
      storeUp.set(true);

      // Then
      assertThat(resumed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(resumedWhileDown).isFalse();
      assertThat(pauses).hasValue(1);
    }
  }

  @Test
  void shouldAskAgainWhenAProbeEndsInAnError() throws Exception {
    // Given
    AtomicInteger probes = new AtomicInteger();
    try (StreamFailures failures =
        failures(
            store -> {
              if (probes.incrementAndGet() < 3) {
                throw new NoClassDefFoundError("once");
              }
              return true;
            })) {
      // When
      failures.handle(outage());

      // Then
      assertThat(resumed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(probes).hasValue(3);
    }
  }

  @Test
  void shouldReplaceOtherThreadsWhileAProbeHangs() throws Exception {
    // Given
    CountDownLatch probing = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (StreamFailures failures =
        failures(
            store -> {
              probing.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return true;
            })) {
      failures.handle(outage());
      assertThat(probing.await(10, TimeUnit.SECONDS)).isTrue();

      // When
      var response =
          CompletableFuture.supplyAsync(
              () -> {
                failures.handle(outage());
                return failures.handle(new IllegalStateException("a fault"));
              });

      // Then
      assertThat(response.get(10, TimeUnit.SECONDS)).isEqualTo(REPLACE_THREAD);
      answer.countDown();
      assertThat(resumed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Throwable outage() {
    return new StreamsException(new TaskFailedException("store is down", "file:/mnt", null));
  }

  private StreamFailures failures() {
    return failures(store -> store.equals("file:/mnt") && storeUp.get());
  }

  private StreamFailures failures(Predicate<String> storeAvailable) {
    return new StreamFailures(
        LIMITS,
        new StreamFailures.StreamsControl() {
          @Override
          public void pause() {
            pauses.incrementAndGet();
          }

          @Override
          public void resume() {
            resumed.countDown();
          }
        },
        storeAvailable,
        Clock.systemUTC());
  }
}

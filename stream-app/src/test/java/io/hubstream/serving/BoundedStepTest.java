package io.hubstream.serving;

import static io.hubstream.testing.Versions.artifact;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.testing.FakeLoader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that are given up, and what their end means. */
@Timeout(60)
class BoundedStepTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final CountDownLatch hang = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch close = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private LateEnd givenUp(Runnable late) {
    return catchThrowableOfType(
            StillRunningException.class,
            () ->
                BoundedStep.run(
                    "test",
                    SHORT,
                    () -> {
                      await(hang);
                      return "done";
                    },
                    result -> {
                      assertThat(result).contains("done");
                      late.run();
                    }))
        .end();
  }

  @Test
  void shouldReachTheEndOnlyWhenWhatTheStepHeldIsClosed() {
    // Given
    LateEnd end =
        givenUp(
            () -> {
              closing.countDown();
              await(close);
            });
    end.then(told::countDown);

    // When
    boolean whileItRan = end.over();
    hang.countDown();
    await(closing);
    boolean whileItWasClosed = end.over();
    long toldEarly = 1 - told.getCount();
    close.countDown();
    await(told);

    // Then
    assertThat(whileItRan).isFalse();
    assertThat(whileItWasClosed).isFalse();
    assertThat(toldEarly).isZero();
    assertThat(end.over()).isTrue();
  }

  @Test
  void shouldReachTheEndAlsoWhenClosingFails() {
    LateEnd end =
        givenUp(
            () -> {
              throw new IllegalStateException("it can't be closed");
            });
    end.then(told::countDown);

    hang.countDown();

    await(told);
  }

  @Test
  void shouldTellAtOnceWhenTheEndWasReachedBefore() {
    LateEnd end = new LateEnd();
    end.reached();

    end.then(told::countDown);

    assertThat(told.getCount()).isZero();
  }

  /**
   * Guards against a step that ends at the very moment it is given up: it was counted down first.
   */
  @Test
  void shouldNeverTellOfFewerThanNoLeakedVersionsWhenStepsEndJustAsTheyAreGivenUp()
      throws Exception {
    // Given
    ConcurrentLinkedQueue<Integer> leaked = new ConcurrentLinkedQueue<>();
    ServingMetrics metrics =
        new ServingMetrics() {
          @Override
          public void leaked(int versions) {
            leaked.add(versions);
          }
        };
    Duration limit = Duration.ofMillis(1);
    FakeLoader loader = new FakeLoader();
    Proving proving =
        new Proving(
            artifact -> {
              spin(limit);
              return loader.load(artifact);
            },
            SampleDecoder.NONE,
            metrics,
            new ModelManagerSettings(
                List.of(1),
                Duration.ZERO,
                new ModelManagerSettings.Retry(1, limit, limit),
                limit,
                Clock.systemUTC(),
                new ModelManagerSettings.Limits(limit, limit, Optional.empty())));

    // When
    int givenUp = 0;
    for (int i = 0; i < 300; i++) {
      try {
        proving.load(artifact(version("a", i))).close();
      } catch (StillRunningException e) {
        givenUp++;
        CountDownLatch over = new CountDownLatch(1);
        e.end().then(over::countDown);
        await(over);
      }
    }

    // Then
    assertThat(leaked).hasSize(2 * givenUp).allMatch(versions -> versions == 0 || versions == 1);
    assertThat(loader.loaded()).allMatch(servable -> servable.closes() == 1);
  }

  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}

package io.hubstream.bench.latency;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Swaps models while records flow: one model after the other, forth and back between its two
 * versions.
 *
 * <p>Owner thread: its own. Another one starts it and waits for it. Close ends it.
 */
final class SwapDriver implements AutoCloseable {
  private static final Duration AFTERWARDS = Duration.ofSeconds(1);
  private static final Duration ACTIVATION_LIMIT = Duration.ofSeconds(60);
  private static final Duration FIRST_RESULT_LIMIT = Duration.ofSeconds(10);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final List<TwoVersions> models;
  private final Rig rig;
  private final ClockPair clocks = ClockPair.now();
  private final List<SwapTry> tries = new ArrayList<>();
  private final Thread thread;
  private volatile @Nullable Exception failure;

  /**
   * @param leadIn time before anything counts
   * @param every time from one swap to the next; the first comes after half of it
   * @param count how many swaps
   */
  record Pace(Duration leadIn, Duration every, int count) {
    /** When a swap is due, since the start. */
    Duration at(int number) {
      return leadIn.plus(every.dividedBy(2)).plus(every.multipliedBy(number));
    }
  }

  /**
   * @param models with the version that serves now as their first
   * @param rig with the service; only what any thread may ask is asked
   */
  SwapDriver(List<TwoVersions> models, Rig rig, Pace pace) {
    this.models = new ArrayList<>(models);
    this.rig = rig;
    this.thread = new Thread(() -> run(pace), "hubstream-latency-swaps");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether there are swaps to come, or the last one is not over yet. */
  boolean isUnderWay() {
    return thread.isAlive();
  }

  /**
   * What became of the swaps, once none is under way.
   *
   * @throws IllegalStateException asking for one failed
   */
  List<SwapTry> await() throws InterruptedException {
    thread.join();
    Exception error = failure;
    if (error != null) {
      throw new IllegalStateException("a swap could not be asked for: " + error, error);
    }
    return List.copyOf(tries);
  }

  private void run(Pace pace) {
    long start = System.nanoTime();
    try (SwapRegistry registry = new SwapRegistry(rig.config())) {
      for (int number = 0; number < pace.count(); number++) {
        sleepUntil(start + pace.at(number).toNanos());
        int which = number % models.size();
        SwapTry swap = swap(registry, models.get(which).second());
        if (swap.isActivated()) {
          models.set(which, models.get(which).swapped());
        }
        sleepUntil(swap.window().toNanos());
        tries.add(swap.leaving(rig.residentBytes()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private SwapTry swap(SwapRegistry registry, DesiredVersion version) throws InterruptedException {
    rig.reader().steps().clear();
    StampWatch stamps = rig.reader().watchFor(version.version());
    long from = System.nanoTime();
    registry.activate(version);
    Optional<LifecycleEvent> end = awaitEnd(version, from + ACTIVATION_LIMIT.toNanos());
    long ended = end.map(step -> clocks.nanosAt(step.at())).orElseGet(System::nanoTime);
    Optional<String> refusal =
        end.isEmpty()
            ? Optional.of(
                "nothing was heard of it within %d s".formatted(ACTIVATION_LIMIT.toSeconds()))
            : end.filter(step -> step.phase() == Phase.REJECTED)
                .map(step -> step.reason().orElse("no reason given"));
    return new SwapTry(
        version.version(),
        new SwapWindow(from, ended + AFTERWARDS.toNanos()),
        ended - from,
        refusal.isEmpty()
            ? stamps.await(FIRST_RESULT_LIMIT.toNanos()).map(nanos -> nanos - from)
            : Optional.empty(),
        refusal,
        OptionalLong.empty());
  }

  private Optional<LifecycleEvent> awaitEnd(DesiredVersion version, long deadline)
      throws InterruptedException {
    while (true) {
      LifecycleEvent step =
          rig.reader().steps().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (step == null) {
        return Optional.empty();
      }
      boolean ends = step.phase() == Phase.ACTIVATED || step.phase() == Phase.REJECTED;
      if (ends && step.version().equals(Optional.of(version.version()))) {
        return Optional.of(step);
      }
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

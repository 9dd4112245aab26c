package io.hubstream.serving;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the {@link ModelManager}.
 *
 * @param allowedBatchSizes the padded batch sizes that will be run, ascending: each is warmed up
 * @param rollbackKeepWarm how long the last good version stays loaded after its successor took
 *     over; zero unloads it at once
 * @param retry what is done when an artifact store is out of reach
 * @param closeTimeout how long {@code close} waits for a load under way, and for leases
 * @param clock what dates the events
 * @param limits what bounds a version on its way to activation
 */
public record ModelManagerSettings(
    List<Integer> allowedBatchSizes,
    Duration rollbackKeepWarm,
    Retry retry,
    Duration closeTimeout,
    Clock clock,
    Limits limits) {

  public ModelManagerSettings {
    allowedBatchSizes = allowedBatchSizes.stream().sorted().distinct().toList();
    if (allowedBatchSizes.isEmpty() || allowedBatchSizes.get(0) < 1) {
      throw new IllegalArgumentException("no batch sizes to warm up: " + allowedBatchSizes);
    }
    if (rollbackKeepWarm.isNegative() || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("negative duration");
    }
  }

  /** With ten minutes to load, two to warm up, and no latency budget. */
  public ModelManagerSettings(
      List<Integer> allowedBatchSizes,
      Duration rollbackKeepWarm,
      Retry retry,
      Duration closeTimeout,
      Clock clock) {
    this(allowedBatchSizes, rollbackKeepWarm, retry, closeTimeout, clock, Limits.DEFAULT);
  }

  /** Batches of 1, 8 and 32; five minutes warm; sixteen attempts, which outlast three minutes. */
  public static ModelManagerSettings defaults() {
    return new ModelManagerSettings(
        List.of(1, 8, 32),
        Duration.ofMinutes(5),
        new Retry(16, Duration.ofSeconds(1), Duration.ofSeconds(15)),
        Duration.ofSeconds(20),
        Clock.systemUTC());
  }

  /**
   * Limits of a version's way to activation.
   *
   * @param load longest load
   * @param warmUp longest warm-up, and longest look of the gate
   * @param latencyBudget longest median time of a full batch; empty for no limit
   */
  public record Limits(Duration load, Duration warmUp, Optional<Duration> latencyBudget) {
    public static final Limits DEFAULT =
        new Limits(Duration.ofMinutes(10), Duration.ofMinutes(2), Optional.empty());

    public Limits {
      if (load.isNegative() || load.isZero() || warmUp.isNegative() || warmUp.isZero()) {
        throw new IllegalArgumentException("no time to load or to warm up");
      }
    }
  }

  /**
   * Bounded retries with a pause that doubles.
   *
   * @param attempts tries in all, at least 1
   * @param first pause before the second try
   * @param longest upper bound of a pause
   */
  public record Retry(int attempts, Duration first, Duration longest) {
    public Retry {
      if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "cannot try %d times with pauses of %s to %s".formatted(attempts, first, longest));
      }
    }

    /** The same pauses with another number of tries. */
    public Retry withAttempts(int tries) {
      return new Retry(tries, first, longest);
    }

    /** The pause after the {@code attempt}-th try, the first being 1. */
    Duration pauseAfter(int attempt) {
      Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, 20));
      return pause.compareTo(longest) < 0 ? pause : longest;
    }
  }
}

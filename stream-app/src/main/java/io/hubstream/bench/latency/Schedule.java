package io.hubstream.bench.latency;

import java.util.SplittableRandom;

/**
 * When records are due, in nanoseconds since the beginning; never earlier than the one before.
 * Owned by one thread.
 */
@FunctionalInterface
interface Schedule {
  double NANOS = 1e9;

  long nextNanos();

  /** Equal distances. The n-th is due n / rate after the beginning: roundings do not add up. */
  static Schedule constant(double perSecond) {
    return new Schedule() {
      private long number;

      @Override
      public long nextNanos() {
        return Math.round(number++ * (NANOS / perSecond));
      }
    };
  }

  /** Exponential distances; equal seeds give equal schedules. */
  static Schedule poisson(double perSecond, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Schedule() {
      private double at;

      @Override
      public long nextNanos() {
        at -= Math.log(1 - random.nextDouble()) * (NANOS / perSecond);
        return Math.round(at);
      }
    };
  }
}

package io.hubstream.bench.latency;

import java.util.Locale;

/** How records follow each other at a rate. */
public enum Arrivals {
  /** At equal distances. */
  CONSTANT,

  /** Independently of each other, so that some come close together. */
  POISSON;

  /** When they are due, from the beginning. */
  Schedule schedule(double perSecond, long seed) {
    return this == POISSON ? Schedule.poisson(perSecond, seed) : Schedule.constant(perSecond);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

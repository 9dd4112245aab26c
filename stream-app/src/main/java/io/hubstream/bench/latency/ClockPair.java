package io.hubstream.bench.latency;

import java.time.Duration;
import java.time.Instant;

/**
 * The two clocks of this machine at one moment: {@link System#nanoTime()} measures, the wall clock
 * is what other processes write down.
 */
record ClockPair(long nanos, Instant wall) {
  static ClockPair now() {
    return new ClockPair(System.nanoTime(), Instant.now());
  }

  long nanosAt(Instant time) {
    return nanos + Duration.between(wall, time).toNanos();
  }

  long millisAt(long nanoTime) {
    return wall.plusNanos(nanoTime - nanos).toEpochMilli();
  }
}

package io.hubstream.publishing;

import java.time.Duration;

/** Says when it is time for another line about something that goes on. One thread. */
public final class ProgressPace {
  private final long everyNanos;
  private long lastNanos = System.nanoTime();

  /** The first line is due after one period, because what goes on was announced. */
  public ProgressPace(Duration every) {
    this.everyNanos = every.toNanos();
  }

  /** Whether a line is due; if so, the next one is due a period later. */
  public boolean isDue() {
    long now = System.nanoTime();
    if (now - lastNanos < everyNanos) {
      return false;
    }
    lastNanos = now;
    return true;
  }
}

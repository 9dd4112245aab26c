package io.hubstream.tests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what will be so, by asking again and again; never for a time alone. */
final class Eventually {
  /** Long, because machines that build are busy; a test that passes never waits for it. */
  static final Duration LIMIT = Duration.ofSeconds(90);

  private static final long PAUSE_MS = 20;

  private Eventually() {}

  /** Waits until the condition holds, and fails when it does not come true. */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    if (!within(LIMIT, condition)) {
      throw new AssertionError("not within " + LIMIT + ": " + what);
    }
  }

  /** Whether the condition comes true within the limit. */
  static boolean within(Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
    return true;
  }

  /** Fails when the condition is ever seen broken within the time. */
  static void throughout(Duration time, String what, Callable<Boolean> condition) throws Exception {
    if (within(time, () -> !condition.call())) {
      throw new AssertionError("no longer so: " + what);
    }
  }
}

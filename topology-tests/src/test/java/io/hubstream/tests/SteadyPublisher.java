package io.hubstream.tests;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Publishes texts at an even pace, on a thread of its own, until it is closed. */
final class SteadyPublisher implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 50;

  private final TestStream stream;
  private final int perTick;
  private final IntFunction<String> texts;
  private final Thread thread = new Thread(this::run, "steady-publisher");
  private volatile boolean stopped;
  private volatile int published;

  SteadyPublisher(TestStream stream, int perSecond) {
    this(stream, perSecond, number -> "text number " + number);
  }

  /**
   * @param texts the text of each number
   */
  SteadyPublisher(TestStream stream, int perSecond, IntFunction<String> texts) {
    this.stream = stream;
    this.perTick = Math.max(1, perSecond / TICKS_PER_SECOND);
    this.texts = texts;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (!stopped) {
      for (int i = 0; i < perTick; i++) {
        int number = published;
        stream.publish("steady-" + number, "text/plain", texts.apply(number));
        published = number + 1;
      }
      next += TimeUnit.SECONDS.toNanos(1) / TICKS_PER_SECOND;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else {
        next = System.nanoTime();
      }
    }
  }

  /** Waits until this many were published in all. */
  void await(int records) throws Exception {
    Eventually.until(records + " published", () -> published >= records);
  }

  /** Stops, and waits until the broker has everything. */
  int stop() {
    close();
    stream.flush();
    return published;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Eventually.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.hubstream.serving;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that closes servables, so that whoever releases the last lease never does.
 *
 * <p>Owner thread: {@code hubstream-model-closer}, a daemon that ends when it has been idle. Any
 * thread may hand over work, also after the manager was closed: a late release must not fail. There
 * is nothing to close; {@link #awaitNoneLoaded} waits for what was handed over.
 */
final class ModelCloser {
  private static final int IDLE_SECONDS = 1;

  private final ThreadPoolExecutor thread;
  private int loaded;

  ModelCloser() {
    thread =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ModelCloser::daemon);
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "hubstream-model-closer");
    thread.setDaemon(true);
    return thread;
  }

  /** Never blocks. */
  void handOver(Runnable task) {
    thread.execute(task);
  }

  /** One more version is in memory. */
  synchronized void loaded() {
    loaded++;
  }

  /** One has left it. */
  synchronized void unloaded() {
    loaded--;
    notifyAll();
  }

  /** Waits until no version is in memory; returns how many still are. */
  synchronized int awaitNoneLoaded(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (loaded > 0 && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return loaded;
  }
}

package io.hubstream.registry;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Lets any thread wait until the reader has reached the end that the registry has from now on.
 * Questions that come in together are answered by one look at the end offset.
 *
 * <p>Owner thread: the registry thread answers; any thread may wait. {@link #close} lets all go.
 */
final class EndBarrier {
  private long asked;
  private long looked;
  private long reached;
  private long end = -1;
  private boolean closed;

  /** Waits; false when the limit passed first or the reader was closed. */
  synchronized boolean await(Duration limit) throws InterruptedException {
    asked++;
    long mine = asked;
    long deadline = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (reached < mine && !closed && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return reached >= mine;
  }

  /** The number of the last question, if the end has not been looked up since it was asked. */
  synchronized OptionalLong unanswered() {
    return asked > looked ? OptionalLong.of(asked) : OptionalLong.empty();
  }

  /** All questions up to this one wait for this end offset. */
  synchronized void lookedUp(long question, long endOffset) {
    looked = question;
    end = endOffset;
  }

  /** The reader is here. */
  synchronized void at(long position) {
    if (reached < looked && position >= end) {
      reached = looked;
      notifyAll();
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}

package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The first while of a version that serves: its rows are counted, and it may be found bad once.
 *
 * <p>Owner thread: none; any thread may call. Nothing to close.
 */
final class Probation {

  /** How far it is. */
  private enum State {
    WATCHED,
    /** Found bad: another version was asked for. */
    CONDEMNED,
    /** Another version serves. */
    REPLACED,
    /** Nothing else can serve. */
    KEPT
  }

  private final ModelVersion version;
  private final ProbationRules rules;
  private final long beganNanos = System.nanoTime();
  private final LongAdder rows = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder notFinite = new LongAdder();
  private State state = State.WATCHED;

  /** Whether another version was wanted since this one serves, and this one not again. */
  private boolean leaving;

  Probation(ModelVersion version, ProbationRules rules) {
    this.version = version;
    this.rules = rules;
  }

  ModelVersion version() {
    return version;
  }

  /** Whether its time is over, and it was not found bad. */
  boolean passed() {
    return over() && !everCondemned();
  }

  private boolean over() {
    return System.nanoTime() - beganNanos > rules.window().toNanos();
  }

  private synchronized boolean everCondemned() {
    return state != State.WATCHED;
  }

  void good(int count) {
    rows.add(count);
  }

  /** Returns why it is found bad, the first time that it is. */
  Optional<String> bad(int count, int failed, int infinite) {
    rows.add(count);
    errors.add(failed);
    notFinite.add(infinite);
    synchronized (this) {
      if (state != State.WATCHED || over()) {
        return Optional.empty();
      }
      String verdict = rules.verdict(rows.sum(), errors.sum(), notFinite.sum());
      if (verdict.isEmpty()) {
        return Optional.empty();
      }
      state = State.CONDEMNED;
      return Optional.of(
          "automatic rollback of %s: %s, %d s after its activation"
              .formatted(
                  version.display(),
                  verdict,
                  TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos)));
    }
  }

  /** Whether it was found bad and may still be, or has been, replaced. */
  synchronized boolean condemned() {
    return state == State.CONDEMNED || state == State.REPLACED;
  }

  /** Whether it has been replaced or is kept. */
  synchronized boolean isDecided() {
    return state == State.REPLACED || state == State.KEPT;
  }

  /** Another version serves in its place. */
  synchronized void replaced() {
    if (state == State.CONDEMNED) {
      state = State.REPLACED;
    }
    notifyAll();
  }

  /** An update that wants another version came in. */
  synchronized void leaving() {
    leaving = true;
  }

  /**
   * An update wants it, while it serves. One that came in before any other version was wanted says
   * nothing: what was asked for instead is still to come.
   */
  synchronized void servesAsWanted() {
    if (leaving) {
      leaving = false;
      kept();
    }
  }

  /** Nothing will replace it. */
  synchronized void kept() {
    if (state == State.CONDEMNED) {
      state = State.KEPT;
    }
    notifyAll();
  }

  /**
   * Waits until another version serves in its place, or none will.
   *
   * @return false when the time limit passed first
   */
  synchronized boolean awaitDecided(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (state == State.CONDEMNED) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}

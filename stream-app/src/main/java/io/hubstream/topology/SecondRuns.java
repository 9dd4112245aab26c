package io.hubstream.topology;

import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Stage;
import io.hubstream.serving.ServingPausedException;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.ServingSource;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs records of a task again when a version that was found bad has spoilt one of them: that one
 * and all behind it that the version took part in, so that within the partition the set goes back
 * once and at one offset. They lease the set that serves instead, and bear its stamp.
 *
 * <p>Owner thread: the task's stream thread.
 */
final class SecondRuns {
  private static final Logger LOG = LoggerFactory.getLogger(SecondRuns.class);

  private final ServingSource serving;
  private final RecordIntake intake;
  private final Handover handover;
  private final Duration waitLimit;

  /**
   * @param waitLimit longest wait until something serves in place of the bad version
   */
  SecondRuns(ServingSource serving, RecordIntake intake, Handover handover, Duration waitLimit) {
    this.serving = serving;
    this.intake = intake;
    this.handover = handover;
    this.waitLimit = waitLimit;
  }

  /**
   * Looks at the oldest entry, which is done, and begins it again, with those behind it, if a bad
   * version spoilt it.
   *
   * @return whether the window holds other entries now
   * @throws TaskFailedException nothing serves in place of the bad version yet: the records are to
   *     be taken in again from the last commit
   */
  boolean begin(InFlightWindow window) {
    InFlightWindow.Entry head = window.head();
    Optional<ModelVersion> bad = serving.condemned(head.set());
    return bad.isPresent() && spoilt(head, bad.get()) && begin(window, bad.get());
  }

  private boolean begin(InFlightWindow window, ModelVersion bad) {
    Optional<ServingSet> instead = leaseInstead(bad);
    if (instead.isEmpty()) {
      return false;
    }
    ServingSet set = instead.get();
    try {
      LOG.info(
          "{} records from {} on are run again: {} was found bad",
          window.records(),
          window.head().position(),
          bad.display());
      window.replaceAll(
          entry -> entry.set().versions().contains(bad) ? again(entry, set, window) : entry);
    } finally {
      set.release();
    }
    handover.flush();
    return true;
  }

  private Optional<ServingSet> leaseInstead(ModelVersion bad) {
    try {
      return serving.leaseInstead(bad, waitLimit);
    } catch (ServingPausedException e) {
      throw new TaskFailedException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("interrupted while a bad version was being replaced", e);
    }
  }

  /** What no model has touched stays as it is, and counts as the new set's. */
  private InFlightWindow.Entry again(
      InFlightWindow.Entry entry, ServingSet set, InFlightWindow window) {
    if (isKnownAtIntake(entry)) {
      return entry.with(set, entry.future());
    }
    if (!set.tryRetain()) {
      throw new IllegalStateException("a leased set is gone");
    }
    return entry.with(
        set,
        intake.start(entry.position(), entry.record(), set, window.wanted(), handover).future());
  }

  private static boolean isKnownAtIntake(InFlightWindow.Entry entry) {
    if (!entry.future().isDone() || entry.future().isCompletedExceptionally()) {
      return false;
    }
    Outcome outcome = entry.future().join();
    return outcome instanceof Outcome.Deleted
        || (outcome instanceof Outcome.DeadLettered letter && letter.stage() == Stage.INTAKE);
  }

  private static boolean spoilt(InFlightWindow.Entry entry, ModelVersion bad) {
    if (entry.future().isCompletedExceptionally()) {
      return true;
    }
    Outcome outcome = entry.future().join();
    if (outcome instanceof Outcome.Enriched enriched) {
      for (ModelResult result : enriched.results()) {
        if (result instanceof ModelResult.Failed && result.version().equals(bad)) {
          return true;
        }
      }
      return false;
    }
    return outcome instanceof Outcome.DeadLettered letter && letter.stage() == Stage.INFERENCE;
  }
}

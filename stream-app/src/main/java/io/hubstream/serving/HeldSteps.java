package io.hubstream.serving;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps of an attempt that are kept back until it is known whether they are worth lines in the
 * audit: most attempts go as the one before.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close; what is never told is forgotten.
 */
final class HeldSteps {
  private final LifecycleJournal journal;
  private final List<LifecycleEvent> held = new ArrayList<>();
  private boolean told;

  HeldSteps(LifecycleJournal journal) {
    this.journal = journal;
  }

  void add(LifecycleEvent step) {
    if (told) {
      journal.write(step);
    } else {
      held.add(step);
    }
  }

  /** Tells what there is, and at once what comes. */
  void tell() {
    told = true;
    held.forEach(journal::write);
    held.clear();
  }
}

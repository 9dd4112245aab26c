package io.hubstream.serving;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of a step that was given up: it comes late, or never.
 *
 * <p>Owner thread: the step's thread reaches it, once; any thread may ask and wait. Nothing to
 * close.
 */
final class LateEnd {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean over;

  /**
   * Runs a task at the end, on the step's thread; at once when it is over. Tasks keep their order.
   */
  void then(Runnable task) {
    synchronized (this) {
      if (!over) {
        waiting.add(task);
        return;
      }
    }
    task.run();
  }

  synchronized boolean over() {
    return over;
  }

  /** The step has ended, and what it left behind is closed. */
  void reached() {
    List<Runnable> tasks;
    synchronized (this) {
      over = true;
      tasks = List.copyOf(waiting);
      waiting.clear();
    }
    tasks.forEach(Runnable::run);
  }
}

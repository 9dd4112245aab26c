package io.hubstream.topology.hook;

/** What a processor does around a commit. All calls are made by its stream thread. */
public interface CommitListener {

  /**
   * Offsets are about to be collected: everything taken in must be forwarded before this returns.
   * An exception fails the task, and the transaction with it.
   */
  void drain();

  /** What is in flight is given up: the task is recycled. Must not throw. */
  void discard();

  /** Whether nothing is in flight. */
  boolean isDrained();
}

package io.hubstream.starter;

/** Told what a long work is doing; called on the threads that do it, one at a time. */
@FunctionalInterface
public interface ProgressListener {

  /** Listens to nothing. */
  ProgressListener NONE = step -> {};

  /**
   * @param step what begins now or was found out, one line for people
   */
  void onStep(String step);
}

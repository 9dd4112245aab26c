package io.hubstream.service;

/** Told how far a start has come, by whichever thread brought it there; it must not block. */
@FunctionalInterface
public interface StartListener {
  StartListener NONE = phase -> {};

  /** A phase is over; of one that is told of again the first time counts. */
  void reached(StartPhase phase);
}

package io.hubstream.serving;

import java.time.Duration;

/** How far the reader of the registry is. Implemented by {@code registry}; any thread may ask. */
@FunctionalInterface
public interface CatchUp {

  /** Without a registry there is nothing to catch up with. */
  CatchUp NOTHING_TO_READ = limit -> true;

  /**
   * Waits until every update that the registry holds at the time of the call has been read and
   * submitted to the {@link ModelManager}.
   *
   * @return false when the time limit passed first, as it does while the broker is away
   */
  boolean awaitRegistryEnd(Duration limit) throws InterruptedException;
}

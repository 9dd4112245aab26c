package io.hubstream.serving;

import java.time.Duration;
import java.util.Optional;

/** What a stream task sees of the models. Safe for any thread. */
public interface ServingSource {

  /**
   * The set that serves now, retained for the caller, who must {@link ServingSet#release()} it
   * exactly once. Never blocks.
   */
  ServingSet lease();

  /**
   * Waits until everything that the registry held at the time of the call has been read and either
   * serves or was refused.
   *
   * @return false when the time limit passed first
   */
  boolean awaitCaughtUp(Duration limit) throws InterruptedException;

  /**
   * Why some model does not serve the version that the registry wants, where one does not: a
   * partition may then go back to an older version than its previous owner's.
   */
  Optional<String> behind();

  /** Audits that a partition may have gone back to an older set than its previous owner's. */
  void reportRegressed(String topic, int partition, String reason);
}

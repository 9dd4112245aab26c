package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.Optional;

/** What a stream task sees of the models. Safe for any thread. */
public interface ServingSource {

  /**
   * The set that serves now, retained for the caller, who must {@link ServingSet#release()} it
   * exactly once. It blocks only while a version is unloaded to make room for its successor: no set
   * is complete then.
   *
   * @throws ServingPausedException that lasts longer than a stream thread may wait
   */
  ServingSet lease();

  /**
   * A version of this set that was found bad after it had begun to serve; what it made may be made
   * again by what serves instead. Asked for each record: while there is none it costs next to
   * nothing.
   */
  default Optional<ModelVersion> condemned(ServingSet set) {
    return Optional.empty();
  }

  /**
   * Waits until another version serves in place of a condemned one; the set with it is retained for
   * the caller.
   *
   * @return empty when nothing serves in its place and nothing will
   * @throws ServingPausedException it was not decided within the limit
   */
  default Optional<ServingSet> leaseInstead(ModelVersion bad, Duration limit)
      throws InterruptedException {
    return Optional.empty();
  }

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

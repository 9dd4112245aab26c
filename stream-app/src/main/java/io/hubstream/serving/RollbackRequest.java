package io.hubstream.serving;

import io.hubstream.content.ModelVersion;

/** Asks the registry to leave a version. Implemented by {@code service}. */
@FunctionalInterface
public interface RollbackRequest {
  /** Without a registry nobody can be asked. */
  RollbackRequest NONE = (bad, reason) -> false;

  /**
   * Publishes the rollback as desired state, unless another version is desired already. Blocks for
   * as long as that takes.
   *
   * @param reason with the figures
   * @return whether another version is desired now, whoever asked for it; false when the registry
   *     refuses, as it does for a model that has no version to go back to
   */
  boolean ask(ModelVersion bad, String reason) throws InterruptedException;

  /**
   * Asks to leave the target of a rollback, which was refused here, for an older version. It is
   * asked for only while a version serves here that a rollback has left: an instance that lags
   * behind for another reason must not move the fleet.
   *
   * @param serving what serves here instead
   * @param reason why it was refused, and why the rollback was asked for
   * @return as {@link #ask}
   */
  default boolean askFurther(ModelVersion refused, ModelVersion serving, String reason)
      throws InterruptedException {
    return ask(refused, reason);
  }
}

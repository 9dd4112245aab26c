package io.hubstream.serving;

import java.util.Optional;

/**
 * Makes servables of artifacts. Implemented by {@code serving.tensorflow}; tests bring their own.
 */
public interface ServableLoader {

  /**
   * Loads a version; blocks for as long as that takes. The servable has not been warmed.
   *
   * @throws ModelRefusedException naming the cause: an unknown op, a signature that is missing, an
   *     input that no content can be made into
   */
  Servable load(ModelArtifact artifact) throws ModelRefusedException;

  /** Whether models run on an accelerator with memory of its own. */
  default boolean onDevice() {
    return false;
  }

  /**
   * Looks a version over without loading it.
   *
   * @return by which rules, for the audit; empty where there are none
   * @throws ModelRefusedException naming the cause: an operation that is not allowed, a file that
   *     is missing
   */
  default Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    return Optional.empty();
  }
}

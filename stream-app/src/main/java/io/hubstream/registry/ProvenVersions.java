package io.hubstream.registry;

import io.hubstream.content.ModelVersion;
import java.util.function.Predicate;

/**
 * Knows which versions have proved good, that is, went through every gate and served. The registry
 * cannot tell: it says what was wanted. Implemented by {@code service}, over the audit.
 */
@FunctionalInterface
public interface ProvenVersions {

  /** Believes in every version; for who sees for himself that each one serves. */
  ProvenVersions ALL = model -> version -> true;

  /**
   * The versions of a model that have proved good so far. May read a whole topic.
   *
   * @return believes in none where that cannot be told
   */
  Predicate<ModelVersion> of(String model);
}

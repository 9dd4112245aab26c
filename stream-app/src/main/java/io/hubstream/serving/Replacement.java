package io.hubstream.serving;

import java.util.List;
import java.util.Optional;

/**
 * What a version takes the place of.
 *
 * @param replaced the version that serves now
 * @param breaking whether the update declares that consumers will notice
 * @param servedBefore whether it takes its own place again: then its values are known
 */
public record Replacement(Optional<ModelSpec> replaced, boolean breaking, boolean servedBefore) {

  /** The first version of a model: there is nothing to be compatible with. */
  public static final Replacement OF_NOTHING = new Replacement(Optional.empty(), false);

  /** A version that served, was unloaded, and comes back. */
  static final Replacement OF_ITSELF = new Replacement(Optional.empty(), false, true);

  public Replacement(Optional<ModelSpec> replaced, boolean breaking) {
    this(replaced, breaking, false);
  }

  /** What breaks, declared or not. */
  List<String> breaks(ModelSpec candidate) {
    return replaced.map(was -> Compatibility.breaks(candidate, was)).orElse(List.of());
  }

  /** Why the candidate may not take the place; empty when it may. */
  Optional<String> objection(ModelSpec candidate) {
    List<String> breaks = breaks(candidate);
    return breaking || breaks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join("; ", breaks)
                + "; activate it with --breaking if its consumers know about that");
  }
}

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

  // These two stand on the audit topic, and are looked for there.
  private static final String OBJECTION = "consumers of what serves would notice: ";
  private static final String CURE =
      "; activate it with --breaking if its consumers know about that";

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
    return breaking || breaks.isEmpty() ? Optional.empty() : Optional.of(objection(breaks));
  }

  /** That these breaks are not declared. */
  static String objection(List<String> breaks) {
    return OBJECTION + String.join("; ", breaks) + CURE;
  }

  /**
   * Whether a refusal, as the audit has it, is for undeclared breaks alone: then it says nothing of
   * the version's own values. The gate names what is wrong with golden samples before them, and all
   * else after them.
   */
  public static boolean isAllThatSpeaksAgainst(String refusal) {
    return refusal.startsWith(OBJECTION) && refusal.endsWith(CURE);
  }
}

package io.hubstream.bridge;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which events went to the dead letters: by their position and their bytes, because a hub that is
 * made anew counts from the beginning again.
 *
 * <p>Owned by one thread.
 */
final class Letters {
  private final Map<String, Set<String>> digests = new HashMap<>();
  private final Set<String> ofAnyBytes = new HashSet<>();

  /**
   * Takes in a letter.
   *
   * @param digest of the event; empty where the letter does not tell, and stands for any
   */
  void add(String position, Optional<String> digest) {
    digest.ifPresentOrElse(
        known -> digests.computeIfAbsent(position, none -> new HashSet<>()).add(known),
        () -> ofAnyBytes.add(position));
  }

  /** Whether the event with this digest at this position is one of them. */
  boolean contains(String position, String digest) {
    return ofAnyBytes.contains(position)
        || digests.getOrDefault(position, Set.of()).contains(digest);
  }
}

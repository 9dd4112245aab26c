package io.hubstream.serving.memory;

import java.util.Optional;

/**
 * Why something does not fit into the memory.
 *
 * @param figures what it needs and what can be had, in words
 * @param passing what is on its way out of the memory and will make room, in words; empty where
 *     waiting does not help
 */
public record Shortage(String figures, Optional<String> passing) {

  /** All of it, for people. */
  public String text() {
    return passing.map(held -> figures + "; " + held).orElse(figures);
  }
}

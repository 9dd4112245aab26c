package io.hubstream.serving.tensorflow;

import java.util.Optional;

/**
 * An operation where it stands.
 *
 * @param function the function that holds the node; empty for the graph itself
 */
record OpUse(String op, String node, Optional<String> function) {

  /** For people: {@code 'ReadFile' (node 'secret' of function 'f')}. */
  String display() {
    return function
        .map(name -> "'%s' (node '%s' of function '%s')".formatted(op, node, name))
        .orElseGet(() -> "'%s' (node '%s')".formatted(op, node));
  }
}

package io.hubstream.serving.tensorflow;

import java.util.Optional;

/**
 * An operation that stands in a model's way.
 *
 * @param op the operation
 * @param node the node that it belongs to
 * @param function the function that holds the node; empty for the graph itself
 * @param known whether this TensorFlow has it
 * @param reason why it is refused
 */
public record OpFinding(
    String op, String node, Optional<String> function, boolean known, String reason) {

  static OpFinding of(OpUse use, boolean known, String reason) {
    return new OpFinding(use.op(), use.node(), use.function(), known, reason);
  }

  /** For people: which operation, where, why. */
  public String display() {
    return new OpUse(op, node, function).display() + " " + reason;
  }
}

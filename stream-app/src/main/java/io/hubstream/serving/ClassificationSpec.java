package io.hubstream.serving;

import java.util.List;

/**
 * The classification that a model gives.
 *
 * @param labels names of the classes in the order of the output
 */
public record ClassificationSpec(List<String> labels) {
  public ClassificationSpec {
    labels = List.copyOf(labels);
  }
}

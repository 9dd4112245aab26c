package io.hubstream.starter;

import io.hubstream.content.Preprocessing;
import io.hubstream.starter.graphs.StarterGraph;

/** The contract that all starter models share. */
final class Contracts {
  private Contracts() {}

  static StarterModel.Contract of(Preprocessing preprocessing, int dimension) {
    return new StarterModel.Contract(
        StarterGraph.SIGNATURE,
        StarterGraph.INPUT,
        preprocessing,
        StarterGraph.EMBEDDING,
        dimension,
        StarterGraph.PROBABILITIES);
  }
}

package io.hubstream.serving.memory;

/**
 * What a version takes on disk, in bytes.
 *
 * @param graph the graph with the constants in it
 * @param variables the weights
 */
public record ModelSize(long graph, long variables) {

  long total() {
    return graph + variables;
  }
}

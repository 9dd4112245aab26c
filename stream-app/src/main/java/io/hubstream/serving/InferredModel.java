package io.hubstream.serving;

import java.util.List;
import java.util.Optional;

/**
 * The parts of a manifest that can be read off an exported model.
 *
 * @param tags tag set of the meta graph to load; empty for the TF1 Hub format
 * @param input the one input that content is fed to
 * @param embedding where the embedding comes out
 * @param classification where the classification comes out
 */
public record InferredModel(
    List<String> tags,
    ModelManifest.Input input,
    Optional<ModelManifest.EmbeddingOutput> embedding,
    Optional<ModelManifest.ClassificationOutput> classification) {

  public InferredModel {
    tags = List.copyOf(tags);
    if (embedding.isEmpty() && classification.isEmpty()) {
      throw new IllegalArgumentException(
          "the model gives neither an embedding nor a classification");
    }
  }
}

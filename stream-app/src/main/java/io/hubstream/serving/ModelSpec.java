package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.Preprocessing;
import java.util.Optional;

/** What a loaded model version takes and gives. */
public record ModelSpec(
    ModelVersion version,
    Preprocessing preprocessing,
    Optional<EmbeddingSpec> embedding,
    Optional<ClassificationSpec> classification) {

  public ModelSpec {
    if (embedding.isEmpty() && classification.isEmpty()) {
      throw new IllegalArgumentException(
          version.display() + " gives neither an embedding nor a classification");
    }
  }
}

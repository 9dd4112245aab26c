package io.hubstream.content;

import java.util.List;
import java.util.Optional;

/** What one model of the record's route made of it. */
public sealed interface ModelResult {

  /** The version that made it, read from the leased model object. */
  ModelVersion version();

  /**
   * It worked.
   *
   * @param embedding where the model gives one
   * @param top best classes first, empty where the model classifies nothing
   * @param chunkCount number of inputs that it was made from: 1 for a picture
   * @param chunks each chunk's own result, where the settings keep them
   * @param preprocessingId see {@link Preprocessing#id()}
   */
  record Ok(
      ModelVersion version,
      Optional<Embedding> embedding,
      List<ScoredLabel> top,
      int chunkCount,
      List<ChunkResult> chunks,
      String preprocessingId,
      Execution execution)
      implements ModelResult {
    public Ok {
      top = List.copyOf(top);
      chunks = List.copyOf(chunks);
    }
  }

  /** It did not. */
  record Failed(ModelVersion version, FailureKind kind, String reason) implements ModelResult {}
}

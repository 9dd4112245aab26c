package io.hubstream.content;

import java.util.List;
import java.util.Optional;

/** What a model made of one chunk of a document; see {@link DocumentChunk} for the range. */
public record ChunkResult(
    int index, int start, int end, Optional<Embedding> embedding, List<ScoredLabel> top) {
  public ChunkResult {
    top = List.copyOf(top);
  }
}

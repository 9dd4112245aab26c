package io.hubstream.records;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.ScoredLabel;
import io.hubstream.schemas.Classification;
import io.hubstream.schemas.ResultStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Model results from the generated class. */
final class ModelResultRecords {
  private ModelResultRecords() {}

  static ModelResult fromAvro(io.hubstream.schemas.ModelResult result) {
    ModelVersion version =
        new ModelVersion(result.getModel(), result.getVersion(), result.getDigest());
    if (result.getStatus() != ResultStatus.OK) {
      return new ModelResult.Failed(
          version, kind(result.getFailureKind()), orEmpty(result.getFailureReason()));
    }
    return new ModelResult.Ok(
        version,
        Optional.ofNullable(result.getEmbedding()).map(ModelResultRecords::fromAvro),
        labels(result.getClassification()),
        result.getChunkCount(),
        Optional.ofNullable(result.getChunks()).orElse(List.of()).stream()
            .map(ModelResultRecords::fromAvro)
            .toList(),
        orEmpty(result.getPreprocessingId()),
        new Execution(
            result.getBatchSize(), result.getPaddedBatchSize(), orEmpty(result.getDevice()), 0));
  }

  private static Embedding fromAvro(io.hubstream.schemas.Embedding embedding) {
    return new Embedding(
        vector(embedding.getVector()), embedding.getNormalised(), embedding.getSpaceId());
  }

  private static float[] vector(List<Float> values) {
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.get(i);
    }
    return vector;
  }

  private static List<ScoredLabel> labels(@Nullable Classification classification) {
    return classification == null
        ? List.of()
        : classification.getTop().stream()
            .map(label -> new ScoredLabel(label.getLabel(), label.getIndex(), label.getScore()))
            .toList();
  }

  private static ChunkResult fromAvro(io.hubstream.schemas.ChunkResult chunk) {
    return new ChunkResult(
        chunk.getIndex(),
        chunk.getStart(),
        chunk.getEnd(),
        Optional.ofNullable(chunk.getEmbedding()).map(ModelResultRecords::fromAvro),
        labels(chunk.getClassification()));
  }

  private static FailureKind kind(@Nullable String name) {
    for (FailureKind kind : FailureKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return FailureKind.MODEL_OUTPUT;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

package io.hubstream.records;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.ScoredLabel;
import io.hubstream.schemas.Classification;
import io.hubstream.schemas.LabelScore;
import io.hubstream.schemas.ResultStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Model results to and from the generated class. */
final class ModelResultRecords {
  private ModelResultRecords() {}

  static io.hubstream.schemas.ModelResult toAvro(ModelResult result) {
    io.hubstream.schemas.ModelResult.Builder builder =
        io.hubstream.schemas.ModelResult.newBuilder()
            .setModel(result.version().model())
            .setVersion(result.version().version())
            .setDigest(result.version().digest());
    if (result instanceof ModelResult.Failed failed) {
      return builder
          .setStatus(ResultStatus.FAILED)
          .setFailureKind(failed.kind().name())
          .setFailureReason(failed.reason())
          .build();
    }
    ModelResult.Ok ok = (ModelResult.Ok) result;
    return builder
        .setStatus(ResultStatus.OK)
        .setEmbedding(ok.embedding().map(ModelResultRecords::embedding).orElse(null))
        .setClassification(classification(ok.top()))
        .setChunkCount(ok.chunkCount())
        .setChunks(
            ok.chunks().isEmpty()
                ? null
                : ok.chunks().stream().map(ModelResultRecords::chunk).toList())
        .setPaddedBatchSize(ok.execution().paddedBatchSize())
        .setBatchSize(ok.execution().batchSize())
        .setDevice(ok.execution().device())
        .setPreprocessingId(ok.preprocessingId())
        .build();
  }

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

  private static io.hubstream.schemas.Embedding embedding(Embedding embedding) {
    return io.hubstream.schemas.Embedding.newBuilder()
        .setVector(new FloatArrayList(embedding.vector()))
        .setDimension(embedding.vector().length)
        .setNormalised(embedding.normalised())
        .setSpaceId(embedding.spaceId())
        .build();
  }

  private static Embedding fromAvro(io.hubstream.schemas.Embedding embedding) {
    return new Embedding(
        FloatArrayList.toArray(embedding.getVector()),
        embedding.getNormalised(),
        embedding.getSpaceId());
  }

  private static @Nullable Classification classification(List<ScoredLabel> top) {
    if (top.isEmpty()) {
      return null;
    }
    return Classification.newBuilder()
        .setTop(
            top.stream()
                .map(label -> new LabelScore(label.label(), label.index(), label.score()))
                .toList())
        .build();
  }

  private static List<ScoredLabel> labels(@Nullable Classification classification) {
    return classification == null
        ? List.of()
        : classification.getTop().stream()
            .map(label -> new ScoredLabel(label.getLabel(), label.getIndex(), label.getScore()))
            .toList();
  }

  private static io.hubstream.schemas.ChunkResult chunk(ChunkResult chunk) {
    return io.hubstream.schemas.ChunkResult.newBuilder()
        .setIndex(chunk.index())
        .setStart(chunk.start())
        .setEnd(chunk.end())
        .setEmbedding(chunk.embedding().map(ModelResultRecords::embedding).orElse(null))
        .setClassification(classification(chunk.top()))
        .build();
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

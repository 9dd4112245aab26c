package io.hubstream.topology;

import io.hubstream.batching.InferenceResult;
import io.hubstream.content.ChunkResult;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.Embedding;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ScoredLabel;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a record's result of its rows' outputs. A picture is one row. A document is one row for
 * each chunk: its embedding is the normalised mean of theirs, its scores the mean of theirs. Pure.
 */
public final class ResultAssembler {
  private static final float UNIT_TOLERANCE = 1e-3f;

  private final ResultSettings settings;

  public ResultAssembler(ResultSettings settings) {
    this.settings = settings;
  }

  /**
   * @param chunks the ranges of the rows, empty for a picture
   * @param rows one or more, in order
   */
  public ModelResult assemble(
      ModelSpec spec, List<DocumentChunk> chunks, List<InferenceResult> rows) {
    for (InferenceResult row : rows) {
      if (!isFinite(row.output())) {
        return new ModelResult.Failed(
            spec.version(),
            FailureKind.MODEL_OUTPUT,
            spec.version().display() + " gave NaN or infinite values");
      }
    }
    boolean document = !chunks.isEmpty();
    Optional<Embedding> embedding =
        spec.embedding()
            .flatMap(e -> mean(rows, ModelOutput::embedding).map(v -> embedding(v, e, document)));
    List<ScoredLabel> top =
        mean(rows, ModelOutput::scores).map(scores -> top(spec, scores)).orElse(List.of());
    return new ModelResult.Ok(
        spec.version(),
        embedding,
        top,
        rows.size(),
        settings.keepChunks() ? chunkResults(spec, chunks, rows) : List.of(),
        spec.preprocessing().id(),
        rows.get(0).execution());
  }

  private List<ChunkResult> chunkResults(
      ModelSpec spec, List<DocumentChunk> chunks, List<InferenceResult> rows) {
    List<ChunkResult> results = new ArrayList<>(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      DocumentChunk chunk = chunks.get(i);
      ModelOutput output = rows.get(i).output();
      results.add(
          new ChunkResult(
              chunk.index(),
              chunk.start(),
              chunk.end(),
              spec.embedding().flatMap(e -> output.embedding().map(v -> embedding(v, e, false))),
              output.scores().map(scores -> top(spec, scores)).orElse(List.of())));
    }
    return results;
  }

  private static Optional<float[]> mean(
      List<InferenceResult> rows, Function<ModelOutput, Optional<float[]>> part) {
    Optional<float[]> first = part.apply(rows.get(0).output());
    if (rows.size() == 1 || first.isEmpty()) {
      return first;
    }
    double[] sums = new double[first.get().length];
    for (InferenceResult row : rows) {
      float[] values = part.apply(row.output()).orElseThrow();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      mean[i] = (float) (sums[i] / rows.size());
    }
    return Optional.of(mean);
  }

  private static Embedding embedding(float[] vector, EmbeddingSpec spec, boolean normalise) {
    double length = 0;
    for (float value : vector) {
      length += (double) value * value;
    }
    length = Math.sqrt(length);
    if (normalise && length > 0) {
      float[] unit = new float[vector.length];
      for (int i = 0; i < vector.length; i++) {
        unit[i] = (float) (vector[i] / length);
      }
      return new Embedding(unit, true, spec.spaceId());
    }
    return new Embedding(vector, Math.abs(length - 1) < UNIT_TOLERANCE, spec.spaceId());
  }

  private List<ScoredLabel> top(ModelSpec spec, float[] scores) {
    List<String> labels = spec.classification().orElseThrow().labels();
    int[] best = best(scores, Math.min(settings.topK(), scores.length));
    List<ScoredLabel> top = new ArrayList<>(best.length);
    for (int index : best) {
      top.add(new ScoredLabel(labels.get(index), index, scores[index]));
    }
    return top;
  }

  /** Indices of the largest scores, largest first; of equal ones the smaller index comes first. */
  private static int[] best(float[] scores, int count) {
    int[] best = new int[count];
    int found = 0;
    for (int i = 0; i < scores.length; i++) {
      int at = found;
      while (at > 0 && scores[best[at - 1]] < scores[i]) {
        at--;
      }
      if (at < count) {
        int moved = Math.min(found, count - 1) - at;
        System.arraycopy(best, at, best, at + 1, moved);
        best[at] = i;
        found = Math.min(found + 1, count);
      }
    }
    return best;
  }

  /** Whether a row holds numbers only. */
  static boolean isFinite(ModelOutput output) {
    return finite(output.embedding()) && finite(output.scores());
  }

  private static boolean finite(Optional<float[]> values) {
    if (values.isPresent()) {
      for (float value : values.get()) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}

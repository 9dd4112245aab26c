package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.batching.InferenceResult;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultAssemblerTest {
  private final ModelSpec spec =
      new ModelSpec(
          new ModelVersion("m", "2", "sha256:1"),
          TextPreprocessing.DEFAULT,
          Optional.of(new EmbeddingSpec(2, "space")),
          Optional.of(new ClassificationSpec(List.of("a", "b", "c"))));
  private final ResultAssembler assembler = new ResultAssembler(new ResultSettings(2, true, 100));

  @Test
  void shouldKeepTheModelsVectorWhenThereIsOneRow() {
    // When
    ModelResult.Ok result = ok(List.of(), row(new float[] {3, 4}, 0.1f, 0.6f, 0.3f));

    // Then
    Embedding embedding = result.embedding().orElseThrow();
    assertThat(embedding.vector()).containsExactly(3, 4);
    assertThat(embedding.normalised()).isFalse();
    assertThat(result.top()).extracting(ScoredLabel::label).containsExactly("b", "c");
    assertThat(result.top()).extracting(ScoredLabel::index).containsExactly(1, 2);
  }

  @Test
  void shouldGiveTheNormalisedMeanWhenADocumentHasChunks() {
    // Given
    List<DocumentChunk> chunks =
        List.of(new DocumentChunk(0, 0, 5, "hello"), new DocumentChunk(1, 4, 9, "world"));

    // When
    ModelResult.Ok result =
        ok(chunks, row(new float[] {1, 0}, 1, 0, 0), row(new float[] {0, 1}, 0, 0.5f, 0.5f));

    // Then
    float[] vector = result.embedding().orElseThrow().vector();
    assertThat(vector[0]).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
    assertThat(vector[1]).isCloseTo((float) Math.sqrt(0.5), within(1e-6f));
    assertThat(result.embedding().orElseThrow().normalised()).isTrue();
    assertThat(result.top().get(0)).isEqualTo(new ScoredLabel("a", 0, 0.5f));
    assertThat(result.chunkCount()).isEqualTo(2);
    assertThat(result.chunks()).hasSize(2);
    assertThat(result.chunks().get(1).start()).isEqualTo(4);
  }

  @Test
  void shouldPreferTheLowerIndexWhenScoresAreEqual() {
    // When
    ModelResult.Ok result = ok(List.of(), row(new float[] {1, 0}, 0.25f, 0.5f, 0.25f));

    // Then
    assertThat(result.top()).extracting(ScoredLabel::index).containsExactly(1, 0);
  }

  @Test
  void shouldFailTheModelWhenItsOutputIsNotFinite() {
    // When
    ModelResult result =
        assembler.assemble(spec, List.of(), List.of(row(new float[] {Float.NaN, 0}, 1, 0, 0)));

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            ModelResult.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.MODEL_OUTPUT));
  }

  private ModelResult.Ok ok(List<DocumentChunk> chunks, InferenceResult... rows) {
    return (ModelResult.Ok) assembler.assemble(spec, chunks, List.of(rows));
  }

  private static InferenceResult row(float[] vector, float... scores) {
    return new InferenceResult(
        new ModelOutput(Optional.of(vector), Optional.of(scores)), new Execution(1, 1, "cpu", 10));
  }
}

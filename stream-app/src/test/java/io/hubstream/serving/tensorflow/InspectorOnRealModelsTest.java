package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.testing.SharedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorOnRealModelsTest {

  @ParameterizedTest
  @CsvSource({"vww_mobilenetv1_025_96, 96, 2, 256", "cifar10_resnet8, 32, 10, 64"})
  void shouldFindBothOutputsWhenTheyBelongToTwoSignatures(
      String model, int size, int classes, int dimension) throws Exception {
    Inspection inspection = inspect(model);

    assertThat(inspection.routable()).isTrue();
    InferredModel inferred = inspection.model().orElseThrow();
    assertThat(inferred.input().preprocessing())
        .isEqualTo(new ImagePreprocessing(size, size, 3, 0, 1));
    var classification = inferred.classification().orElseThrow();
    assertThat(classification.port().output()).isEqualTo("probabilities");
    assertThat(classification.form()).isEqualTo(ScoreForm.PROBABILITIES);
    assertThat(classification.labels()).hasSize(classes);
    var embedding = inferred.embedding().orElseThrow();
    assertThat(embedding.port().signature()).isEqualTo("image_feature_vector");
    assertThat(embedding.dimension()).isEqualTo(dimension);
    assertThat(inspection.verdict().repairs()).isEmpty();
    assertThat(inspection.inference().labels().orElseThrow().reason()).contains("labels.txt");
  }

  @Test
  void shouldFindTextAndItsLabelsWhenAnOutputGivesThem() throws Exception {
    Inspection inspection = inspect("guesslang");

    InferredModel inferred = inspection.model().orElseThrow();
    assertThat(inspection.routable()).isTrue();
    assertThat(inferred.input().preprocessing()).isEqualTo(TextPreprocessing.DEFAULT);
    assertThat(inferred.classification().orElseThrow().port().output()).isEqualTo("scores");
    assertThat(inferred.classification().orElseThrow().labelsOutput()).contains("classes");
    assertThat(inferred.embedding()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serving_half_plus_two_2_versions/00000123",
        "serving_half_plus_two_2_versions/00000124",
        "serving_half_plus_two_cpu/00000123",
        "tfhub_half_plus_two_v1",
        "serving_half_plus_three/00000123"
      })
  void shouldSayNotRoutableWhenTheInputIsNumbers(String model) throws Exception {
    Inspection inspection = inspect(model);

    assertThat(inspection.loadable()).isTrue();
    assertThat(inspection.routable()).isFalse();
    assertThat(inspection.verdict().notRoutable())
        .anyMatch(reason -> reason.contains("is numbers"));
  }

  @Test
  void shouldNameTheRepairsWhenASignatureIsBad() throws Exception {
    Inspection inspection = inspect("serving_half_plus_three/00000123");

    assertThat(inspection.verdict().repairs())
        .anyMatch(repair -> repair.contains("'inputs' is float32, the graph has string"))
        .anyMatch(repair -> repair.contains("gives no shape for 'x'"));
  }

  @Test
  void shouldSayTfExampleWhenTextLeadsToItsParser() throws Exception {
    Inspection inspection = inspect("tfx_chicago_taxi");

    assertThat(inspection.loadable()).isTrue();
    assertThat(inspection.routable()).isFalse();
    assertThat(inspection.verdict().notRoutable())
        .isNotEmpty()
        .allMatch(reason -> reason.contains("its input is tf.Example"));
    assertThat(inspection.verdict().repairs()).anyMatch(r -> r.contains("table_initializer"));
  }

  @Test
  void shouldNameTheOpWhenItIsUnknown() throws Exception {
    Inspection inspection = inspect("tftext_segmenter_hub_module");

    assertThat(inspection.loadable()).isFalse();
    assertThat(inspection.ops()).extracting(OpFinding::op).containsExactly("TokenizerFromLogits");
    assertThat(inspection.ops().get(0).known()).isFalse();
    assertThat(inspection.verdict().refusals()).anyMatch(r -> r.contains("TokenizerFromLogits"));
    assertThat(inspection.contents().tags()).isEmpty();
  }

  private static Inspection inspect(String model) throws Exception {
    return Models.INSPECTOR.inspect(SharedFiles.model(model));
  }
}

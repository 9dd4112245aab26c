package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.artifacts.ModelFolder;
import io.hubstream.testing.SharedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the inspection must say of every real model there is. */
class InspectionTableTest {

  /**
   * One folder and what is true of it.
   *
   * @param task or {@code none}
   * @param signatures each as {@code name(inputs)outputs}
   * @param repair part of one, empty for none
   * @param reason part of the refusal, or of why it is not routable; empty where content is served
   */
  record Row(
      String folder,
      boolean loadable,
      String task,
      List<String> signatures,
      String repair,
      String reason) {
    boolean served() {
      return !task.equals("none");
    }

    @Override
    public String toString() {
      return folder;
    }
  }

  private static final List<String> HALF_PLUS_TWO =
      List.of(
          "classify_x2_to_y3(inputs: float32 [?, 1])scores: float32 [?, 1]",
          "classify_x_to_y(inputs: string of unknown shape)scores: float32 [?, 1]",
          "regress_x2_to_y3(inputs: float32 [?, 1])outputs: float32 [?, 1]",
          "regress_x_to_y(inputs: string of unknown shape)outputs: float32 [?, 1]",
          "regress_x_to_y2(inputs: string of unknown shape)outputs: float32 [?, 1]",
          "serving_default(x: float32 [?, 1])y: float32 [?, 1]");

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "vww_mobilenetv1_025_96",
            true,
            "embedding and classification of pictures",
            List.of(
                "image_feature_vector(images: float32 [?, 96, 96, 3])default: float32 [?, 256]",
                "serving_default(inputs: float32 [?, 96, 96, 3])logits: float32 [?, 2], probabilities:"
                    + " float32 [?, 2]"),
            "",
            ""),
        new Row(
            "cifar10_resnet8",
            true,
            "embedding and classification of pictures",
            List.of(
                "image_feature_vector(images: float32 [?, 32, 32, 3])default: float32 [?, 64]",
                "serving_default(inputs: float32 [?, 32, 32, 3])logits: float32 [?, 10],"
                    + " probabilities: float32 [?, 10]"),
            "",
            ""),
        new Row("guesslang", true, "classification of text", List.of(), "", ""),
        new Row(
            "serving_half_plus_two_2_versions/00000123",
            true,
            "none",
            HALF_PLUS_TWO,
            "",
            "is numbers"),
        new Row(
            "serving_half_plus_two_2_versions/00000124",
            true,
            "none",
            HALF_PLUS_TWO,
            "",
            "is numbers"),
        new Row(
            "serving_half_plus_two_cpu/00000123",
            true,
            "none",
            HALF_PLUS_TWO.subList(1, HALF_PLUS_TWO.size()),
            "",
            "is numbers"),
        new Row(
            "serving_half_plus_three/00000123",
            true,
            "none",
            List.of(),
            "it says that 'inputs' is float32, the graph has string",
            "is numbers"),
        new Row(
            "tfhub_half_plus_two_v1",
            true,
            "none",
            List.of(),
            "nothing restores its variables (TF1 Hub format)",
            "is numbers"),
        new Row(
            "tfx_chicago_taxi",
            true,
            "none",
            List.of(),
            "table_initializer names tensors in place of operations",
            "leads to ParseExampleV2"),
        new Row(
            "tftext_segmenter_hub_module",
            false,
            "none",
            List.of(),
            "nothing restores its variables (TF1 Hub format)",
            "operation 'TokenizerFromLogits' (node 'TokenizerFromLogits/TokenizerFromLogits') is"
                + " not known to this TensorFlow"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldSayWhatIsTrue(Row row) throws Exception {
    Inspection inspection = Models.INSPECTOR.inspect(SharedFiles.model(row.folder()));

    assertThat(inspection.loadable()).isEqualTo(row.loadable());
    assertThat(inspection.routable()).isEqualTo(row.served());
    assertThat(inspection.task().value()).isEqualTo(row.task());
    assertThat(inspection.task().reason()).isNotEmpty();
    if (!row.signatures().isEmpty()) {
      assertThat(inspection.contents().signatures().stream().map(InspectionTableTest::text))
          .containsExactlyElementsOf(row.signatures());
    }
    assertThat(String.join("\n", inspection.verdict().repairs())).contains(row.repair());
    assertThat(inspection.verdict().repairs().isEmpty()).isEqualTo(row.repair().isEmpty());
    List<String> reasons = new ArrayList<>(inspection.verdict().refusals());
    reasons.addAll(inspection.verdict().notRoutable());
    assertThat(String.join("\n", reasons)).contains(row.reason());
    assertThat(reasons.isEmpty()).isEqualTo(row.served());
    assertThat(inspection.ops().isEmpty()).isEqualTo(row.loadable());
    assertThat(inspection.contents().sizeBytes())
        .isGreaterThan(Files.size(SharedFiles.model(row.folder()).resolve("saved_model.pb")));
  }

  /** A folder that nobody wrote a row for would be believed without a look. */
  @Test
  void shouldHaveARowForEveryFolder() throws Exception {
    Path models = SharedFiles.models();
    List<String> folders = new ArrayList<>();
    try (Stream<Path> list = Files.list(models)) {
      for (Path folder : (Iterable<Path>) list.filter(Files::isDirectory)::iterator) {
        List<Path> versions =
            ModelFolder.of(folder) instanceof ModelFolder.Versions several
                ? several.versions()
                : List.of(folder);
        versions.forEach(version -> folders.add(models.relativize(version).toString()));
      }
    }

    assertThat(rows().map(Row::folder)).containsExactlyInAnyOrderElementsOf(folders);
  }

  private static String text(Inspection.Signature signature) {
    return signature.name() + "(" + ports(signature.inputs()) + ")" + ports(signature.outputs());
  }

  private static String ports(List<Inspection.Port> ports) {
    return String.join(", ", ports.stream().map(port -> port.key() + ": " + port.type()).toList());
  }
}

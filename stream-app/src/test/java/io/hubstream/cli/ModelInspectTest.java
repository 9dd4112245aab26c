package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.testing.SharedFiles;
import io.hubstream.testing.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInspectTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldShowWhatIsKnownAndWhy() throws Exception {
    TestModels.image(dir, 4, 5, 7, 1);

    assertThat(inspect(dir)).isZero();

    assertThat(out.toString())
        .contains("verdict         can serve content")
        .contains("digest          sha256:", "(of its files; not packaged)")
        .contains("signature       serving_default tensorflow/serving/predict")
        .contains("  in            inputs: float32 [?, 4, 4, 3] (inputs:0)")
        .contains("task            embedding and classification of pictures")
        .contains("input           float32, image:4x4x3:0.0..1.0")
        .contains(
            "because signature 'serving_default': 'inputs' is float32 [?, 4, 4, 3]: a picture")
        .contains("embedding       embedding of serving_default, 7 values")
        .contains("labels          5 [label_0")
        .contains("op policy       sha256:", "(the default)")
        .doesNotContain("refused");
  }

  @Test
  void shouldShowTheVersionsDigestAndWhetherItsFilesAreStillThose() throws Exception {
    TestModels.image(dir, 4, 5, 7, 1);
    assertThat(run("model", "package", dir.toString(), "--json")).isZero();
    String digest = new ObjectMapper().readTree(out.toString()).get("digest").asText();
    out.getBuffer().setLength(0);

    assertThat(inspect(dir)).isZero();
    assertThat(out.toString()).contains(digest + " (packaged)");

    Files.writeString(dir.resolve("labels.txt"), "a\nb\nc\nd\ne\n");
    assertThat(inspect(dir)).isEqualTo(1);
    assertThat(out.toString()).contains("refused         not as it was packaged: 'labels.txt'");
  }

  @Test
  void shouldPrintTheSameAsJson() throws Exception {
    TestModels.text(dir, 3, 6, 1);

    JsonNode json = json(0, dir);

    assertThat(json.get("loadable").asBoolean()).isTrue();
    assertThat(json.get("routable").asBoolean()).isTrue();
    assertThat(json.get("digest").asText()).startsWith("sha256:");
    assertThat(json.get("packaged").asBoolean()).isFalse();
    assertThat(json.get("signatures").get(0).get("inputs").get(0).get("type").asText())
        .isEqualTo("string [?]");
    assertThat(json.get("task").get("value").asText())
        .isEqualTo("embedding and classification of text");
    assertThat(json.get("classification").get("because").asText()).isNotEmpty();
    assertThat(json.get("notAllowed")).isEmpty();
    assertThat(json.get("refusals")).isEmpty();
    assertThat(json.get("operations").asInt()).isPositive();
  }

  @Test
  void shouldSayWhoNamesTheClassesWhenAnOutputDoes() throws Exception {
    TestModels.text(dir, 3, 6, 1);

    assertThat(inspect(dir)).isZero();

    assertThat(out.toString()).contains("labels          named by the model itself");
  }

  @Test
  void shouldNameTheOperationItsNodeAndTheCureWhenOneIsDenied() throws Exception {
    TestModels.image(dir, 4, 5, 7, 1);

    JsonNode json = json(1, dir, "--deny-op", "Softmax");

    JsonNode found = json.get("notAllowed").get(0);
    assertThat(found.get("op").asText()).isEqualTo("Softmax");
    assertThat(found.get("node").asText()).isEqualTo("Softmax");
    assertThat(found.get("known").asBoolean()).isTrue();
    assertThat(found.get("reason").asText()).contains("models.ops.deny names it");
    assertThat(json.get("refusals").toString()).contains("models.ops.allow");
    assertThat(json.get("opPolicy").asText()).contains("also denied: Softmax");
  }

  @Test
  void shouldSayWhyAlsoWhenTheFolderCannotBeRead() throws Exception {
    TestModels.image(dir, 4, 5, 7, 1);
    Path file = dir.resolve("saved_model.pb");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));

    JsonNode json = json(1, dir);

    assertThat(json.get("loadable").asBoolean()).isFalse();
    assertThat(json.get("refusals").get(0).asText()).startsWith("saved_model.pb is damaged");
  }

  @Test
  void shouldFailWhenALibraryIsNone() throws Exception {
    TestModels.image(dir, 4, 5, 7, 1);
    Path bogus = Files.writeString(dir.resolve("bogus.so"), "no library");

    assertThat(run("model", "inspect", dir.toString(), "--op-library", bogus.toString()))
        .isEqualTo(1);

    assertThat(err.toString()).contains("bogus.so", "cannot be loaded");
  }

  @Test
  void shouldRefuseTheCustomOperationOfARealModel() throws Exception {
    JsonNode json = json(1, SharedFiles.model("tftext_segmenter_hub_module"));

    assertThat(json.get("notAllowed").get(0).get("op").asText()).isEqualTo("TokenizerFromLogits");
    assertThat(json.get("notAllowed").get(0).get("known").asBoolean()).isFalse();
    assertThat(json.get("refusals").toString()).contains("models.op.libraries");
  }

  private JsonNode json(int exit, Path folder, String... more) throws Exception {
    String[] args = {"model", "inspect", folder.toString(), "--json"};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    assertThat(run(all)).isEqualTo(exit);
    assertThat(out.toString().lines()).hasSize(1);
    return new ObjectMapper().readTree(out.toString());
  }

  private int inspect(Path folder) {
    return run("model", "inspect", folder.toString());
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}

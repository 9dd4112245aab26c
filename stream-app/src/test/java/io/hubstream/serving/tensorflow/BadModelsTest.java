package io.hubstream.serving.tensorflow;

import static io.hubstream.serving.tensorflow.RawGraph.calls;
import static io.hubstream.serving.tensorflow.RawGraph.function;
import static io.hubstream.serving.tensorflow.RawGraph.node;
import static io.hubstream.serving.tensorflow.RawGraph.placeholder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.Input;
import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.testing.SharedFiles;
import io.hubstream.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

/** Each bad model is refused with what is wrong with it, and the process lives on. */
class BadModelsTest {
  private static final Input PICTURES = new Input("float32", new ImagePreprocessing(4, 4, 3, 0, 1));
  private static final Input TEXTS = new Input("string", TextPreprocessing.DEFAULT);
  private static final Port PORT = new Port("serving_default", "inputs", "embedding");

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.6, 0.9, 0.999})
  void shouldRefuseWhenTheGraphIsTruncated(double share) throws Exception {
    image();
    Path file = temp.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));

    assertRefused(pictures(PORT), share == 0 ? "holds no graph" : "saved_model.pb is damaged");
  }

  @Test
  void shouldNotFailWhenBytesAreChanged() throws Exception {
    image();
    byte[] whole = Files.readAllBytes(temp.resolve("saved_model.pb"));
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] changed = whole.clone();
      for (int i = 0; i < 8; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(temp.resolve("saved_model.pb"), changed);
      try {
        StaticCheck.of(
            temp,
            SavedModelFile.read(temp).graph(List.of("serve")),
            OpPolicy.of(OpSettings.DEFAULT));
      } catch (ModelRefusedException e) {
        assertThat(e.reason()).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  @Test
  void shouldRefuseWhenVariablesAreMissing() throws Exception {
    SharedFiles.copy(SharedFiles.model("cifar10_resnet8"), temp.resolve("model"));
    Path variables = temp.resolve("model/variables");
    ModelArtifact packed = Models.pack(temp.resolve("model"), ManifestHints.NONE);

    Path data = variables.resolve("variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    Files.delete(data);
    assertRefused(packed, "variables/variables.data-00000-of-00001 is missing: copy the whole");

    Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(packed, "TensorFlow cannot load it");

    Files.delete(variables.resolve("variables.index"));
    assertRefused(packed, "variables/variables.index is missing, and the model has variables");
  }

  @Test
  void shouldRefuseWhenTheSignatureOrOneOfItsKeysIsAbsent() throws Exception {
    image();

    assertRefused(
        pictures(new Port("predict", "inputs", "embedding")),
        "the model has no signature 'predict', only [serving_default]");
    assertRefused(
        pictures(new Port("serving_default", "images", "embedding")), "has no input 'images'");
    assertRefused(
        pictures(new Port("serving_default", "inputs", "vector")), "has no output 'vector'");
  }

  @Test
  void shouldRefuseWhenTheInputHasAnotherRankOrSize() throws Exception {
    RawGraph.copying().write(temp);
    assertRefused(
        artifact(PICTURES, new Port("serving_default", "inputs", "outputs")),
        "the input of the graph has the shape [?, 3], which does not take batches of image:4x4x3");

    image();
    assertRefused(
        artifact(new Input("float32", new ImagePreprocessing(8, 8, 3, 0, 1)), PORT),
        "has the shape [?, 4, 4, 3], which does not take batches of image:8x8x3");
  }

  @Test
  void shouldRefuseWhenATextModelIsOfferedForPicturesOrTheOtherWay() throws Exception {
    TestModels.text(temp, 3, 6, 1);
    assertRefused(
        artifact(PICTURES, new Port("serving_default", "text", "embedding")),
        "the manifest says that the input is float32, but in the graph it is string");

    image();
    assertRefused(
        artifact(TEXTS, PORT),
        "the manifest says that the input is string, but in the graph it is float32");
    assertRefused(
        artifact(new Input("string", PICTURES.preprocessing()), PORT),
        "an input of type 'string' cannot take image:4x4x3");
  }

  @Test
  void shouldRefuseWhenAnOperationIsUnknown() throws Exception {
    RawGraph.copying().add(function("f", node("FrobnicateTensor", "x"))).write(temp);

    assertRefused(
        pictures(PORT),
        "operation 'FrobnicateTensor' (node 'x' of function 'f') is not known to this TensorFlow: it"
            + " is a custom operation; name the library that brings it in models.op.libraries");
  }

  @Test
  void shouldRefuseWhenANestedFunctionHasAForbiddenOperation() throws Exception {
    RawGraph.copying()
        .add(function("inner", node("ReadFile", "spy")))
        .add(function("outer", node("PartitionedCall", "call").putAttr("f", calls("inner"))))
        .add(node("outer", "use"))
        .write(temp);

    assertRefused(
        pictures(PORT), "operation 'ReadFile' (node 'spy' of function 'inner') is not allowed");
    assertRefused(pictures(PORT), "or name them in models.ops.allow if you trust the model");
  }

  @Test
  void shouldLoadWhatTheSettingsAllowAndRefuseWhatTheyDeny() throws Exception {
    image();
    TensorFlowLoader strict = loader(List.of(), List.of("MatMul"));
    ModelArtifact artifact = pictures(PORT);

    assertThatThrownBy(() -> strict.load(artifact))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("operation 'MatMul'")
        .hasMessageContaining("is not allowed: models.ops.deny names it");
    assertThatThrownBy(() -> strict.examine(artifact)).isInstanceOf(ModelRefusedException.class);
    assertThat(Models.LOADER.examine(artifact).orElseThrow())
        .contains("operations checked by the policy sha256:", "(the default)");

    RawGraph.copying()
        .add(placeholder("name", DataType.DT_STRING))
        .add(node("ReadFile", "read", "name"))
        .write(temp);
    ModelArtifact reading = artifact(PICTURES, new Port("serving_default", "inputs", "outputs"));
    assertThatThrownBy(() -> loader(List.of("ReadFile"), List.of()).load(reading))
        .as("refused for its shape alone")
        .hasMessageStartingWith("the input of the graph has the shape");
  }

  @Test
  void shouldRefuseNegativeAndHugeDimensionsBeforeTensorFlowSeesThem() throws Exception {
    RawGraph.copying().signature("serving_default", DataType.DT_FLOAT, -1, -4).write(temp);
    assertRefused(pictures(PORT), "has a negative dimension: [-1, -4]");

    RawGraph.copying()
        .add(placeholder("huge", DataType.DT_FLOAT, 1L << 40, 1L << 40, 1L << 40))
        .write(temp);
    assertRefused(pictures(PORT), "node 'huge' has the dimensions");

    image();
    assertRefused(
        artifact(new Input("float32", new ImagePreprocessing(60_000, 60_000, 3, 0, 1)), PORT),
        "pictures of 60,000 x 60,000 are not served");
  }

  @Test
  void shouldSayThatPicturesAreTooLargeWhenAGraphWantsThem() throws Exception {
    new RawGraph()
        .add(placeholder("in", DataType.DT_FLOAT, -1, 20_000, 20_000, 3))
        .add(node("Identity", "out", "in").putAttr("T", RawGraph.type(DataType.DT_FLOAT)))
        .signature("serving_default", DataType.DT_FLOAT, -1, 20_000, 20_000, 3)
        .write(temp);

    Inspection inspection = Models.INSPECTOR.inspect(temp);

    assertThat(inspection.routable()).isFalse();
    assertThat(inspection.verdict().notRoutable())
        .anyMatch(reason -> reason.contains("pictures of 20,000 x 20,000 are not served"));
  }

  @Test
  void shouldRefuseWhenLabelsDoNotMatchTheOutput() throws Exception {
    image();
    ModelManifest whole = pictures(PORT).manifest();
    ClassificationOutput tooFew =
        new ClassificationOutput(
            new Port("serving_default", "inputs", "probabilities"),
            ScoreForm.PROBABILITIES,
            TestModels.labels(4),
            Optional.empty());

    assertRefused(
        artifact(whole.input(), Optional.empty(), Optional.of(tooFew)),
        "4 labels for 5 classes; off by one: some label lists begin with 'background'");
  }

  @Test
  void shouldRefuseAnAssetThatIsMissingOrOutside() throws Exception {
    RawGraph graph = RawGraph.copying().add(RawGraph.text("vocabulary", "x"));
    graph.builder().addAssetFileDefBuilder().setFilename("words.txt");
    graph.write(temp);
    assertRefused(pictures(PORT), "assets/words.txt is missing");

    graph.builder().getAssetFileDefBuilder(0).setFilename("../../../etc/passwd");
    graph.write(temp);
    assertRefused(pictures(PORT), "names an asset outside of its folder: ../../../etc/passwd");
  }

  @Test
  void shouldRefuseNamesThatHideSomething() throws Exception {
    RawGraph.copying()
        .add(function("MatMul", node("NoOp", "x")))
        .add(function("f", node("NoOp", "x")))
        .add(function("f", node("NoOp", "x")))
        .add(node("NoOp", "out"))
        .write(temp);

    assertRefused(pictures(PORT), "a function has the name of the operation 'MatMul'");
    assertRefused(pictures(PORT), "two functions have the name 'f'");
    assertRefused(pictures(PORT), "two nodes have the name 'out'");
  }

  @Test
  void shouldNotHangWhenCopiesGoInACircle() throws Exception {
    new RawGraph()
        .add(placeholder("in", DataType.DT_FLOAT, -1, 4, 4, 3))
        .add(node("Identity", "out", "again"))
        .add(node("Identity", "again", "out"))
        .signature("serving_default", DataType.DT_FLOAT, -1, 4, 4, 3)
        .write(temp);

    assertThat(Models.INSPECTOR.inspect(temp).routable()).isFalse();
    assertRefused(
        artifact(PICTURES, new Port("serving_default", "inputs", "outputs")),
        "TensorFlow cannot load it");
  }

  private void image() throws Exception {
    TestModels.image(temp, 4, 5, 7, 1);
  }

  private static TensorFlowLoader loader(List<String> allow, List<String> deny) {
    return new TensorFlowLoader(TensorFlowSettings.DEFAULT, OpSettings.of(List.of(), allow, deny));
  }

  private static void assertRefused(ModelArtifact artifact, String reason) {
    assertThatThrownBy(
            () -> {
              try (Servable servable = Models.LOADER.load(artifact)) {
                throw new AssertionError("it was loaded: " + servable.spec());
              }
            })
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(reason);
  }

  private ModelArtifact pictures(Port port) {
    return artifact(PICTURES, port);
  }

  private ModelArtifact artifact(Input input, Port port) {
    return artifact(
        input, Optional.of(new EmbeddingOutput(port, 0, Optional.empty())), Optional.empty());
  }

  private ModelArtifact artifact(
      Input input,
      Optional<EmbeddingOutput> embedding,
      Optional<ClassificationOutput> classification) {
    ModelManifest manifest =
        new ModelManifest(
            "test-model",
            "1",
            List.of("serve"),
            input,
            embedding,
            classification,
            "tests",
            new ModelManifest.Lineage("made by the test", "", ""),
            Instant.EPOCH,
            List.of());
    return new ModelArtifact(
        new ModelVersion("test-model", "1", "sha256:" + "0".repeat(64)), temp, manifest);
  }
}

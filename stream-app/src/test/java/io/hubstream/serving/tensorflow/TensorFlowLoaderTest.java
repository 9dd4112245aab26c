package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.content.ModelInput.Text;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.InferenceException.Kind;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

class TensorFlowLoaderTest {
  private static final int SIZE = 4;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 8, 32})
  void shouldGiveTheSameWhenABatchIsPadded(int padded) throws Exception {
    List<ModelInput> pictures = List.of(picture(0.1f), picture(0.5f), picture(0.9f));
    try (Servable servable = image()) {
      List<ModelOutput> outputs = servable.run(pictures, padded);

      assertThat(outputs).hasSize(3);
      for (int i = 0; i < 3; i++) {
        ModelOutput alone = servable.run(List.of(pictures.get(i)), 1).get(0);
        Numbers.assertClose(
            outputs.get(i).embedding().orElseThrow(), alone.embedding().orElseThrow(), 1e-5f);
        Numbers.assertClose(
            outputs.get(i).scores().orElseThrow(), alone.scores().orElseThrow(), 1e-5f);
      }
    }
  }

  @Test
  void shouldSayWhatItTakesAndGivesWhenLoaded() throws Exception {
    ModelArtifact artifact = Models.pack(TestModels.image(temp, SIZE, 5, 7, 1), ManifestHints.NONE);
    try (Servable servable = Models.LOADER.load(artifact)) {
      var embedding = servable.spec().embedding().orElseThrow();
      assertThat(embedding.dimension()).isEqualTo(7);
      assertThat(embedding.spaceId())
          .isEqualTo("test-model@" + artifact.version().digest().substring(7, 19));
      assertThat(servable.spec().classification().orElseThrow().labels())
          .isEqualTo(TestModels.labels(5));
      assertThat(servable.device()).isIn("cpu", "gpu:0");
    }
  }

  @Test
  void shouldReadLabelsOffAnOutputWhenTheManifestNamesIt() throws Exception {
    try (Servable servable = Models.load(TestModels.text(temp, 3, 6, 1))) {
      assertThat(servable.spec().classification().orElseThrow().labels())
          .isEqualTo(TestModels.labels(3));
      assertThat(servable.spec().embedding().orElseThrow().dimension()).isEqualTo(6);
    }
  }

  @Test
  void shouldSoftmaxWhenScoresAreLogits() throws Exception {
    ModelArtifact packed = Models.pack(TestModels.image(temp, SIZE, 5, 7, 1), ManifestHints.NONE);
    ClassificationOutput given = packed.manifest().classification().orElseThrow();
    ModelArtifact logits =
        with(
            packed,
            new ClassificationOutput(
                new ModelManifest.Port("serving_default", "inputs", "logits"),
                ScoreForm.LOGITS,
                given.labels(),
                Optional.empty()));
    try (Servable byModel = Models.LOADER.load(packed);
        Servable byUs = Models.LOADER.load(logits)) {
      Numbers.assertClose(
          byUs.run(List.of(picture(0.3f)), 1).get(0).scores().orElseThrow(),
          byModel.run(List.of(picture(0.3f)), 1).get(0).scores().orElseThrow(),
          1e-6f);
    }
  }

  @Test
  void shouldBlameTheInputWhenARowIsPoisoned() throws Exception {
    try (Servable images = image();
        Servable texts = Models.load(TestModels.text(temp.resolve("text"), 3, 6, 1))) {
      List<ModelInput> poisoned = List.of(picture(0.2f), picture(1f));

      assertThatThrownBy(() -> images.run(poisoned, 4))
          .isInstanceOfSatisfying(
              InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INPUT))
          .hasMessageContaining("test-model:1")
          .hasMessageContaining("poisoned");
      assertThatThrownBy(() -> texts.run(List.of(new Text("a"), new Text("b POISON\n")), 2))
          .isInstanceOf(InferenceException.class)
          .extracting(e -> ((InferenceException) e).kind())
          .isEqualTo(Kind.INPUT);
      assertThat(texts.run(List.of(new Text("a")), 2)).hasSize(1);
    }
  }

  @Test
  void shouldBlameTheDeviceWhenItIsClosed() throws Exception {
    Servable servable = image();
    servable.close();
    servable.close();

    assertThatThrownBy(() -> servable.run(List.of(picture(0.2f)), 1))
        .isInstanceOf(InferenceException.class)
        .extracting(e -> ((InferenceException) e).kind())
        .isEqualTo(Kind.DEVICE);
  }

  @Test
  void shouldTakeBytesWhenTheInputIsUint8() throws Exception {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var in = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, 2, 2, 1)));
      var out = tf.reshape(tf.dtypes.cast(in, TFloat32.class), tf.array(-1, 4));
      write(graph, new TestModels.Ports(Map.of("image", in), Map.of("features", out)));
    }
    try (Servable servable = Models.load(temp)) {
      ModelInput picture = new ImageTensor(new float[] {0, 127.6f, 255, 300});
      assertThat(servable.run(List.of(picture), 3).get(0).embedding().orElseThrow())
          .containsExactly(0, 128, 255, 255);
    }
  }

  @Test
  void shouldRefuseWhenASignatureReadsFiles() throws Exception {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var in = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      var secret = tf.io.readFile(tf.constant("/etc/hostname"));
      var hash = tf.strings.toHashBucketFast(tf.strings.join(List.of(in, secret)), 9L);
      var out = tf.expandDims(tf.dtypes.cast(hash, TFloat32.class), tf.constant(1));
      var wide = tf.concat(List.of(out, out), tf.constant(1));
      write(graph, new TestModels.Ports(Map.of("text", in), Map.of("embedding", wide)));
    }

    Inspection inspection = Models.INSPECTOR.inspect(temp);

    assertThat(inspection.ops()).extracting(OpFinding::op).containsExactly("ReadFile");
    assertThat(inspection.loadable()).isFalse();
    assertThatThrownBy(() -> Models.load(temp))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("ReadFile");
    assertThatThrownBy(() -> Models.LOADER.load(unchecked("text", "embedding")))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("operation 'ReadFile'")
        .hasMessageContaining("is not allowed: it reads or writes files");
  }

  @Test
  void shouldRefuseWithAdviceWhenThereIsNoSignature() throws Exception {
    try (Graph graph = new Graph()) {
      Ops.create(graph).constant(1f);
      TestModels.write(temp, graph, Map.of());
    }

    assertThatThrownBy(() -> Models.load(temp))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("export it again with signatures");
  }

  @Test
  void shouldRefuseWhenLabelsDoNotFitTheClasses() throws Exception {
    TestModels.image(temp, SIZE, 5, 7, 1);
    Files.write(temp.resolve("labels.txt"), TestModels.labels(4));

    assertThatThrownBy(() -> Models.load(temp))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("4 labels (labels.txt, 4 lines) for the 5 classes");
  }

  @Test
  void shouldLeaveNoTemporaryFolderWhenLoaded() throws Exception {
    List<Path> before = temporaryFolders();

    image().close();

    assertThat(temporaryFolders()).isSubsetOf(before);
  }

  private static List<Path> temporaryFolders() throws Exception {
    try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith("hubstream-model-"))
          .toList();
    }
  }

  private Servable image() throws Exception {
    return Models.load(TestModels.image(temp.resolve("image"), SIZE, 5, 7, 1));
  }

  private void write(Graph graph, TestModels.Ports ports) throws Exception {
    TestModels.write(temp, graph, Map.of("serving_default", ports));
  }

  /** An artifact whose manifest nobody inferred. */
  private ModelArtifact unchecked(String input, String output) {
    ModelManifest manifest =
        new ModelManifest(
            "test-model",
            "1",
            List.of("serve"),
            new ModelManifest.Input("string", io.hubstream.content.TextPreprocessing.DEFAULT),
            Optional.of(
                new ModelManifest.EmbeddingOutput(
                    new ModelManifest.Port("serving_default", input, output), 0, Optional.empty())),
            Optional.empty(),
            "tests",
            new ModelManifest.Lineage("made by the test", "", ""),
            java.time.Instant.EPOCH,
            List.of());
    return new ModelArtifact(
        new io.hubstream.content.ModelVersion("test-model", "1", "sha256:" + "0".repeat(64)),
        temp,
        manifest);
  }

  private static ModelArtifact with(ModelArtifact artifact, ClassificationOutput classification) {
    ModelManifest m = artifact.manifest();
    return new ModelArtifact(
        artifact.version(),
        artifact.folder(),
        new ModelManifest(
            m.model(),
            m.version(),
            m.tags(),
            m.input(),
            m.embedding(),
            Optional.of(classification),
            m.owner(),
            m.lineage(),
            m.createdAt(),
            m.files()));
  }

  private static ModelInput picture(float brightness) {
    float[] values = new float[SIZE * SIZE * 3];
    Arrays.fill(values, brightness);
    values[0] = brightness / 2;
    if (brightness == 1f) {
      values[0] = 1f;
    }
    return new ImageTensor(values);
  }
}

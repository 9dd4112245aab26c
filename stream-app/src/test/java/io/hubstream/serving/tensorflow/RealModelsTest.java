package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelInput.Text;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.testing.SharedFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TFloat32;

/** Real models on real content. */
class RealModelsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "Session.java, java",
    "train.py, py",
    "image.go, go",
    "basic_manager.cc, cpp",
    "pom.xml, xml",
    "languages.json, json"
  })
  void shouldNameTheLanguageWhenGivenSourceCode(String file, String language) throws Exception {
    String text = Files.readString(SharedFiles.input("code").resolve(file));
    try (Servable guesslang = load("guesslang")) {
      ModelOutput output = guesslang.run(List.of(new Text(text)), 1).get(0);
      assertThat(best(guesslang, output)).isEqualTo(language);
      assertThat(guesslang.spec().classification().orElseThrow().labels()).hasSize(54);
      assertThat(guesslang.spec().embedding()).isEmpty();
    }
  }

  @Test
  void shouldGiveTheSameWhenTextIsPadded() throws Exception {
    List<ModelInput> texts =
        List.of(new Text("def f(x):\n  return x\n"), new Text("package main\nfunc main() {}\n"));
    try (Servable guesslang = load("guesslang")) {
      List<ModelOutput> padded = guesslang.run(texts, 8);
      assertThat(padded).hasSize(2);
      for (int i = 0; i < texts.size(); i++) {
        float[] alone = guesslang.run(List.of(texts.get(i)), 1).get(0).scores().orElseThrow();
        Numbers.assertClose(padded.get(i).scores().orElseThrow(), alone, 1e-5f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vww_mobilenetv1_025_96, astronaut.png, person",
    "vww_mobilenetv1_025_96, castle.jpg, non_person",
    "vww_mobilenetv1_025_96, coffee.png, non_person",
    "cifar10_resnet8, cat_chelsea.png, cat",
    "cifar10_resnet8, horse_silhouette.png, horse"
  })
  void shouldSeeWhatIsInThePicture(String model, String file, String label) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(SharedFiles.input("images").resolve(file)));
    try (TensorFlowImageDecoder decoder =
            new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT);
        Servable servable = load(model)) {
      ImagePreprocessing form = (ImagePreprocessing) servable.spec().preprocessing();
      ModelInput picture = decoder.decode("image/png", bytes, List.of(form)).get(0);

      ModelOutput output = servable.run(List.of(picture), 1).get(0);

      assertThat(best(servable, output)).isEqualTo(label);
      assertThat(output.embedding().orElseThrow())
          .hasSize(servable.spec().embedding().orElseThrow().dimension());
      ModelOutput padded = servable.run(List.of(picture), 4).get(0);
      Numbers.assertClose(padded.scores().orElseThrow(), output.scores().orElseThrow(), 1e-5f);
      Numbers.assertClose(
          padded.embedding().orElseThrow(), output.embedding().orElseThrow(), 1e-4f);
    }
  }

  /** What the sanitiser makes of exports that TensorFlow Java does not load as they are. */
  @ParameterizedTest
  @CsvSource({
    "serving_half_plus_two_2_versions/00000123, 2",
    "serving_half_plus_two_2_versions/00000124, 2",
    "serving_half_plus_two_cpu/00000123, 2",
    "serving_half_plus_three/00000123, 3"
  })
  void shouldComputeWhenANumericModelIsLoadedFromItsCopy(String model, float plus)
      throws Exception {
    MetaGraphDef graph = SavedModelFile.read(SharedFiles.model(model)).graph(List.of("serve"));
    try (SanitisedCopy copy = SanitisedCopy.of(SharedFiles.model(model), graph);
        SavedModelBundle bundle = SavedModelBundle.load(copy.folder().toString(), "serve");
        TFloat32 x = TFloat32.tensorOf(Shape.of(2, 1), DataBuffers.of(1f, 10f));
        Result y = bundle.session().runner().feed("x:0", x).fetch("y:0").run()) {
      TFloat32 result = (TFloat32) y.get(0);
      assertThat(result.getFloat(0, 0)).isEqualTo(0.5f + plus);
      assertThat(result.getFloat(1, 0)).isEqualTo(5f + plus);
    }
  }

  @Test
  void shouldLoadWhenTagsAreEmptyInTf1HubFormat() throws Exception {
    Path model = SharedFiles.model("tfhub_half_plus_two_v1");
    SavedModelFile file = SavedModelFile.read(model);
    try (SanitisedCopy copy = SanitisedCopy.of(model, file.graph(file.servingTags()));
        SavedModelBundle bundle =
            SavedModelBundle.loader(copy.folder().toString()).withTags().load();
        TFloat32 x = TFloat32.scalarOf(4f);
        Result y = bundle.session().runner().feed("Placeholder:0", x).fetch("add:0").run()) {
      assertThat(((TFloat32) y.get(0)).getFloat()).isEqualTo(4f);
    }
  }

  @Test
  void shouldLoadWhenTableInitialisersAreNamedAsTensors() throws Exception {
    Path model = SharedFiles.model("tfx_chicago_taxi");
    MetaGraphDef graph = SavedModelFile.read(model).graph(List.of("serve"));
    try (SanitisedCopy copy = SanitisedCopy.of(model, graph);
        SavedModelBundle bundle = SavedModelBundle.load(copy.folder().toString(), "serve")) {
      assertThat(bundle.graph().operation("head/predictions/probabilities")).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "serving_half_plus_three/00000123, is numbers",
    "tfx_chicago_taxi, tf.Example",
    "tftext_segmenter_hub_module, TokenizerFromLogits"
  })
  void shouldRefuseToPackageWithTheReason(String model, String reason) throws Exception {
    Path folder = SharedFiles.copy(SharedFiles.model(model), temp.resolve(model));

    assertThatThrownBy(() -> Models.load(folder))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(reason);
  }

  private Servable load(String model) throws Exception {
    return Models.load(SharedFiles.copy(SharedFiles.model(model), temp.resolve(model)));
  }

  static String best(Servable servable, ModelOutput output) {
    float[] scores = output.scores().orElseThrow();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return servable.spec().classification().orElseThrow().labels().get(best);
  }
}

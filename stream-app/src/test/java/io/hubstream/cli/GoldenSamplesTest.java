package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.LocalArtifactCache;
import io.hubstream.artifacts.ManifestJson;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.service.ContentSampleDecoder;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelManager;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.Phase;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.serving.Swapping;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.starter.ProgressListener;
import io.hubstream.starter.StarterContent;
import io.hubstream.starter.StarterModels;
import io.hubstream.testing.RecordingListener;
import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden samples and warm-up requests of the starter models, by the commands alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenSamplesTest {
  private static final int FILES = 12;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Path starters;
  private List<Path> pictures;
  private List<Path> texts;
  private Path content;

  @BeforeAll
  void build(@TempDir Path folder) throws IOException {
    starters = folder.resolve("starters");
    StarterModels.buildInto(starters, ProgressListener.NONE);
    content = folder.resolve("content");
    List<Path> files = StarterContent.write(content, 3, FILES);
    pictures = files.stream().filter(GoldenSamplesTest::isPicture).toList();
    texts = files.stream().filter(file -> !isPicture(file)).toList();
    assertThat(pictures).hasSizeGreaterThan(2);
    assertThat(texts).hasSizeGreaterThan(2);
  }

  private static boolean isPicture(Path file) {
    return file.toString().matches(".*\\.(jpg|png|gif|bmp)");
  }

  private Path copy(String model, String version, Path dir) throws IOException {
    return SharedFiles.copy(
        starters.resolve(model).resolve(version), dir.resolve(model).resolve(version));
  }

  /** Packages a copy of a starter with two golden samples and two warm-up requests. */
  private Path packaged(String model, String version, List<Path> files, Path dir)
      throws IOException {
    Path folder = copy(model, version, dir);
    String first = files.get(0).toString();
    String second = files.get(1).toString();
    run(
        0,
        "model",
        "package",
        folder.toString(),
        "--golden",
        first,
        second,
        "--warmup",
        first,
        second);
    return folder;
  }

  @Test
  void shouldRecordWhatTheModelMakesOfPicturesAndFindItAgain(@TempDir Path dir) throws Exception {
    Path folder = packaged("starter-image", "1", pictures, dir);

    ModelManifest manifest = manifest(folder);
    assertThat(manifest.golden()).hasSize(2);
    GoldenSample golden = manifest.golden().get(0);
    assertThat(folder.resolve(golden.file())).hasSameBinaryContentAs(pictures.get(0));
    assertThat(golden.expected().embedding()).isPresent();
    assertThat(manifest.classification().orElseThrow().labels())
        .contains(golden.topLabel().orElseThrow());
    assertThat(folder.resolve("assets.extra/tf_serving_warmup_requests")).isNotEmptyFile();
    JsonNode report = json(0, "model", "gate", folder.toString(), "--json");
    assertThat(report.get("passes").asBoolean()).isTrue();
    assertThat(report.get("golden")).hasSize(2);
    assertThat(report.at("/golden/0/embeddingDifference").asDouble(1)).isLessThan(1e-4);
    assertThat(report.at("/latency/rows").asInt()).isEqualTo(32);
    assertThat(run(0, "model", "gate", folder.toString())).contains("The gate lets it through");
  }

  @Test
  void shouldRecordWhatTheModelMakesOfDocuments(@TempDir Path dir) throws Exception {
    Path folder = packaged("starter-text", "1", texts, dir);

    assertThat(manifest(folder).golden()).hasSize(2);
    assertThat(json(0, "model", "gate", folder.toString(), "--json").get("golden")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "vww_mobilenetv1_025_96, images/astronaut.png, images/castle.jpg, person, 2",
    "cifar10_resnet8, images/cat_chelsea.png, images/horse_silhouette.png, cat, 2",
    "guesslang, code/Session.java, code/train.py, java, 1"
  })
  void shouldHoldOnModelsOfOthersOfWhichSomeHaveTwoSignatures(
      String model, String one, String other, String label, int signatures, @TempDir Path dir)
      throws Exception {
    Path folder = SharedFiles.copy(SharedFiles.model(model), dir.resolve("1"));
    String first = SharedFiles.input(one).toString();
    String second = SharedFiles.input(other).toString();
    String path = folder.toString();
    run(0, "model", "package", path, "--golden", first, second, "--warmup", first);

    ModelManifest manifest = manifest(folder);
    assertThat(manifest.golden().get(0).topLabel()).contains(label);
    assertThat(ports(manifest)).hasSize(signatures);
    assertThat(json(0, "model", "gate", path, "--json").get("golden")).hasSize(2);
  }

  private static Set<String> ports(ModelManifest manifest) {
    return Stream.concat(
            manifest.embedding().stream().map(output -> output.port().signature()),
            manifest.classification().stream().map(output -> output.port().signature()))
        .collect(Collectors.toSet());
  }

  @Test
  void shouldGiveTheSameDigestWhenPackagedAgainAndRefuseAnythingElse(@TempDir Path dir)
      throws Exception {
    Path folder = packaged("starter-image", "1", pictures, dir);
    byte[] before = Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME));

    String[] again = {
      "model",
      "package",
      folder.toString(),
      "--golden",
      pictures.get(0).toString(),
      pictures.get(1).toString()
    };
    run(0, again);
    assertThat(Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME))).isEqualTo(before);

    run(1, "model", "package", folder.toString(), "--golden", pictures.get(2).toString());
    assertThat(err.toString()).contains("packaged already, as something else");
    assertThat(folder.resolve("assets.extra/golden/" + pictures.get(2).getFileName()))
        .doesNotExist();
    assertThat(folder.resolve("assets.extra/golden/" + pictures.get(0).getFileName())).exists();
  }

  @Test
  void shouldRefuseWithFiguresWhenTheModelIsNotTheOneThatMadeTheSamples(@TempDir Path dir)
      throws Exception {
    Path first = packaged("starter-image", "1", pictures, dir);
    Path second = packaged("starter-image", "2", pictures, dir);
    swapSamples(first, second);

    JsonNode report = json(1, "model", "gate", second.toString(), "--json");

    assertThat(report.get("passes").asBoolean()).isFalse();
    assertThat(report.at("/refusals/0").asText())
        .contains("golden sample 'assets.extra/golden/" + pictures.get(0).getFileName() + "'")
        .contains("the embedding is off by", "the tolerance is 0.01000");
    assertThat(run(1, "model", "gate", second.toString()))
        .contains("FAIL", "The gate would refuse it");
  }

  @Test
  void shouldSayHowFarTwoVersionsAgree(@TempDir Path dir) throws Exception {
    Path first = packaged("starter-image", "1", pictures, dir);
    Path second = packaged("starter-image", "2", pictures, dir);

    JsonNode report =
        json(
            0,
            "model",
            "gate",
            second.toString(),
            "--against",
            first.toString(),
            "--content",
            content.toString(),
            "--json");

    assertThat(report.at("/against/version").asText()).isEqualTo("1");
    assertThat(report.at("/agreement/files").asInt()).isEqualTo(pictures.size());
    double topOne = report.at("/agreement/topOne").asDouble();
    assertThat(report.at("/agreement/disagreements"))
        .hasSize((int) Math.round((1 - topOne) * pictures.size()));
    JsonNode distance = report.at("/agreement/cosineDistance");
    assertThat(distance.get("mean").asDouble()).isBetween(0.0, distance.get("max").asDouble());
    assertThat(distance.get("max").asDouble()).isPositive();
    assertThat(report.get("notCompared")).hasSize(texts.size());
    assertThat(report.at("/againstLatency/medianMs").asDouble()).isPositive();
    assertThat(
            run(
                0,
                "model",
                "gate",
                first.toString(),
                "--against",
                first.toString(),
                "--content",
                pictures.get(0).toString()))
        .contains("same top class  100.0 %", "cosine distance mean 0.00");
  }

  @Test
  void shouldRefuseABreakUnlessItIsDeclared(@TempDir Path dir) throws Exception {
    Path image = packaged("starter-image", "1", pictures, dir);
    Path text = packaged("starter-text", "1", texts, dir);

    String[] gate = {"model", "gate", text.toString(), "--against", image.toString()};

    assertThat(run(1, gate)).contains("it takes DOCUMENT", "--breaking");
    assertThat(
            run(0, Stream.concat(Stream.of(gate), Stream.of("--breaking")).toArray(String[]::new)))
        .contains("(declared)");
  }

  @Test
  void shouldRefuseWhenAFullBatchIsSlowerThanTheBudget(@TempDir Path dir) throws Exception {
    Path folder = packaged("starter-image", "1", pictures, dir);

    assertThat(run(1, "model", "gate", folder.toString(), "--latency-budget-ms", "1"))
        .contains("a batch of 32 takes", "the budget is 1.0 ms");
    run(2, "model", "gate", folder.toString(), "--latency-budget-ms", "0");
  }

  @Test
  void shouldLeaveTheFolderAsItIsAndSayWhatToDoWhenItCannotBePackagedOrGated(@TempDir Path dir)
      throws Exception {
    Path folder = copy("starter-image", "1", dir);

    run(1, "model", "gate", folder.toString());
    assertThat(err.toString()).contains("it is not packaged");
    run(1, "model", "package", folder.toString(), "--golden", texts.get(0).toString());
    assertThat(err.toString()).contains("the golden file " + texts.get(0), "cannot be decoded");
    assertThat(folder.resolve(ModelManifest.FILE_NAME)).doesNotExist();
    Path own = folder.resolve("assets.extra/tf_serving_warmup_requests");
    Files.createDirectories(own.getParent());
    Files.writeString(own, "written by somebody else");
    run(1, "model", "package", folder.toString(), "--warmup", pictures.get(0).toString());
    assertThat(err.toString()).contains("is there already, and is another file: delete it first");
    assertThat(own).hasContent("written by somebody else");
    run(2, "model", "package", folder.toString(), "--tolerance", "2");
  }

  @Test
  void shouldActivateWhatHoldsAndRefuseWhatDoesNotInTheService(@TempDir Path dir) throws Exception {
    // Given
    Path first = packaged("starter-image", "1", pictures, dir);
    Path second = packaged("starter-image", "2", pictures, dir);
    swapSamples(first, second);
    FileArtifactStore store = new FileArtifactStore(dir.resolve("store"));
    PublishedModel good = store.publish(first);
    PublishedModel bad = store.publish(second);
    RecordingListener listener = new RecordingListener();
    try (TensorFlowImageDecoder images =
            new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT);
        TikaTextExtractor documents = new TikaTextExtractor(DocumentLimits.DEFAULT);
        ModelManager manager =
            new ModelManager(
                new LocalArtifactCache(dir.resolve("cache")),
                new TensorFlowLoader(TensorFlowSettings.DEFAULT),
                new ModelManager.Policies(
                    AdmissionPolicy.LENIENT,
                    new ContentSampleDecoder(images, documents, 100),
                    Swapping.plain()),
                listener,
                ServingMetrics.NONE,
                ModelManagerSettings.defaults())) {
      // When
      manager.submit(activate(good, 0));
      assertThat(manager.awaitInitialLoad(Duration.ofSeconds(30))).isTrue();
      manager.submit(activate(bad, 1));
      assertThat(manager.awaitInitialLoad(Duration.ofSeconds(30))).isTrue();

      // Then
      assertThat(listener.of(Phase.WARMED).get(0).reason())
          .contains("replayed 2 recorded requests");
      assertThat(listener.of(Phase.GATED)).hasSize(1);
      assertThat(listener.of(Phase.GATED).get(0).reason().orElseThrow())
          .startsWith("2 golden samples within tolerance");
      assertThat(listener.of(Phase.REJECTED)).hasSize(1);
      assertThat(listener.of(Phase.REJECTED).get(0).detail().rejectedIn()).contains(Phase.GATED);
      assertThat(listener.of(Phase.REJECTED).get(0).reason().orElseThrow())
          .contains("the embedding is off by");
      assertThat(manager.statuses().get(0).serving()).contains(good.version());
    }
  }

  private static DesiredModel activate(PublishedModel model, long offset) {
    return new DesiredModel(
        model.version().model(),
        Optional.of(new DesiredVersion(model.version(), model.artifactUri(), "")),
        Optional.empty(),
        false,
        "tests",
        "try it",
        offset);
  }

  /** Gives one version the golden samples of another one: the same files, other outputs. */
  private static void swapSamples(Path from, Path to) throws Exception {
    ModelManifest manifest = manifest(to);
    byte[] bytes = ManifestJson.write(manifest.complete(manifest.files(), manifest(from).golden()));
    Files.write(to.resolve(ModelManifest.FILE_NAME), bytes);
  }

  private static ModelManifest manifest(Path folder) throws Exception {
    return ManifestJson.read(Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME)));
  }

  private JsonNode json(int expected, String... args) throws IOException {
    return new ObjectMapper().readTree(run(expected, args));
  }

  private String run(int expected, String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertThat(code).as("%s%n%s%s", String.join(" ", args), out, err).isEqualTo(expected);
    return out.toString();
  }
}

package io.hubstream.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.ModelPackager;
import io.hubstream.importing.ImportRequest.Attribution;
import io.hubstream.importing.ImportRequest.Naming;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.testing.SharedFiles;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a handle to a version folder that can be published. */
class ModelImportTest {
  private static final Attribution ADA = new Attribution("ada@example.org", "run-7", "set-3");
  private static final Naming NAMELESS = new Naming(Optional.empty(), Optional.empty());

  @TempDir Path dir;

  private FakeHub hub;
  private FakeHub storage;
  private Path out;
  private Path model;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    storage = new FakeHub();
    out = dir.resolve("out");
    model = TestModels.text(dir.resolve("export"), 3, 4, 1);
  }

  @AfterEach
  void stop() {
    hub.close();
    storage.close();
  }

  private ImportedModel run(String handle) throws Exception {
    return run(handle, NAMELESS, Optional.empty());
  }

  private ImportedModel run(String handle, Naming naming, Optional<String> sha256)
      throws Exception {
    DownloadSettings settings =
        new DownloadSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 5, 2, Duration.ofMillis(1), "test");
    ModelImport importing =
        new ModelImport(
            new ModelPackager(new SavedModelInspector()),
            new ArchiveDownload(settings, Optional.empty(), 10_000_000),
            Optional.of(hub.address()),
            ModelLimits.DEFAULT,
            ImportListener.NONE);
    Path work = Files.createTempDirectory(dir, "work");
    return importing.run(
        new ImportRequest(HandleParser.parse(handle), out, naming, ADA, sha256, ManifestHints.NONE),
        work);
  }

  private byte[] archive(String prefix) throws IOException {
    return new TarWriter().tree(model, prefix).gzipped();
  }

  private void assertNothingIn(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        assertThat(walk.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }

  @Test
  void shouldImportFromTensorFlowHubByItsRedirects() throws Exception {
    // Given
    hub.redirects(
        "/google/nnlm/en-dim50/2?tf-hub-format=compressed",
        302,
        storage.address("/tfhub-modules/x.tar.gz?sig=s").toString());
    storage.delivers("/tfhub-modules/x.tar.gz?sig=s", archive("./"));

    // When
    ImportedModel imported = run("https://tfhub.dev/google/nnlm/en-dim50/2");

    // Then
    assertThat(imported.model().folder()).isEqualTo(out.resolve("nnlm-en-dim50/2"));
    assertThat(imported.model().manifest().lineage().source())
        .isEqualTo("https://tfhub.dev/google/nnlm/en-dim50/2");
    assertThat(imported.model().manifest().lineage().trainingRun()).isEqualTo("run-7");
    assertThat(imported.model().manifest().owner()).isEqualTo("ada@example.org");
    assertThat(imported.archive()).isPresent();
    assertThat(new FileArtifactStore(dir.resolve("store")).publish(imported.model().folder()))
        .satisfies(
            published -> assertThat(published.version()).isEqualTo(imported.model().version()));
  }

  @Test
  void shouldGiveTheSameDigestWhenTheSameArchiveIsImportedAgain() throws Exception {
    hub.delivers("/google/nnlm/2?tf-hub-format=compressed", archive("./"));

    ImportedModel first = run("https://tfhub.dev/google/nnlm/2");
    out = dir.resolve("second");
    ImportedModel second = run("https://tfhub.dev/google/nnlm/2");

    assertThat(second.model().version()).isEqualTo(first.model().version());
  }

  @Test
  void shouldImportFromKaggleByItsApi() throws Exception {
    // Given
    hub.redirects(
        "/api/v1/models/google/nnlm/tensorFlow2/en-dim50/3/download",
        302,
        storage.address("/kagglesdsdata/m.tar.gz?X-Goog-Signature=s").toString());
    storage.delivers("/kagglesdsdata/m.tar.gz?X-Goog-Signature=s", archive("./"));

    // When
    ImportedModel imported = run("google/nnlm/tensorFlow2/en-dim50/3");

    // Then
    assertThat(imported.model().folder()).isEqualTo(out.resolve("nnlm-en-dim50/3"));
    assertThat(imported.model().manifest().lineage().source())
        .isEqualTo("https://www.kaggle.com/models/google/nnlm/tensorFlow2/en-dim50/3");
  }

  @Test
  void shouldAskKaggleForTheNewestVersionAndSayWhichItWas() throws Exception {
    hub.says("/api/v1/models/google/nnlm/tensorFlow2/en/get", 200, "{\"versionNumber\": 9}");
    hub.delivers("/api/v1/models/google/nnlm/tensorFlow2/en/9/download", archive("./"));

    ImportedModel imported =
        run("https://www.kaggle.com/models/google/nnlm/frameworks/tensorFlow2/variations/en");

    assertThat(imported.model().folder()).isEqualTo(out.resolve("nnlm-en/9"));
    assertThat(imported.model().manifest().lineage().source()).endsWith("/nnlm/tensorFlow2/en/9");
  }

  @Test
  void shouldSayWhatToDoWhenKaggleWantsALicenceOrKnowsNoSuchModel() throws Exception {
    hub.says("/api/v1/models/a/b/tensorFlow2/c/1/download", 403, "forbidden");

    assertThatThrownBy(() -> run("a/b/tensorFlow2/c/1"))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("status 403")
        .hasMessageContaining("KAGGLE_USERNAME");
    assertThatThrownBy(() -> run("a/b/tensorFlow2/c/2"))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("no such model or version");
    assertNothingIn(out);
  }

  @Test
  void shouldSayThatAPageIsNoModel() throws Exception {
    // As tfhub.dev answers for models that have moved: with a page of Kaggle's
    hub.redirects(
        "/a/b/1?tf-hub-format=compressed",
        301,
        storage.address("/models/a/b?tfhub-redirect=true").toString());
    storage.says("/models/a/b?tfhub-redirect=true", 200, "<!DOCTYPE html><html>moved</html>");

    assertThatThrownBy(() -> run("https://tfhub.dev/a/b/1"))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a web page");
    assertNothingIn(out);
  }

  @Test
  void shouldImportAnArchiveOfTheWebWhoseModelLiesInAFolder() throws Exception {
    hub.delivers("/pets.tar.gz?sig=SECRET", archive("pets-export/"));

    ImportedModel imported = run(hub.address("/pets.tar.gz?sig=SECRET").toString());

    assertThat(imported.model().folder()).isEqualTo(out.resolve("pets/1"));
    assertThat(Files.readString(imported.model().folder().resolve("hubstream-model.json")))
        .contains("/pets.tar.gz\"")
        .doesNotContain("SECRET");
  }

  @Test
  void shouldImportAnArchiveOfThisMachineIfItIsTheWantedOne() throws Exception {
    // Given
    Path file = Files.write(dir.resolve("scenes.tgz"), archive("./"));
    String digest = Digests.sha256(file);
    Naming naming = new Naming(Optional.of("rooms"), Optional.of("2026-11"));

    // When
    ImportedModel imported = run(file.toString(), naming, Optional.of(digest));

    // Then
    assertThat(imported.model().folder()).isEqualTo(out.resolve("rooms/2026-11"));
    assertThat(imported.archive().orElseThrow().sha256()).isEqualTo(digest);
    assertThatThrownBy(() -> run(file.toString(), NAMELESS, Optional.of("0".repeat(64))))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("it is another one");
    assertThat(out.resolve("scenes")).doesNotExist();
  }

  @Test
  void shouldImportASavedModelFolderAndLeaveItAsItWas() throws Exception {
    ImportedModel imported = run(model.toString());

    assertThat(imported.model().folder()).isEqualTo(out.resolve("export/1"));
    assertThat(imported.model().manifest().lineage().source()).isEqualTo(model.toUri().toString());
    assertThat(model.resolve("hubstream-model.json")).doesNotExist();
  }

  @Test
  void shouldChooseTheNewestOrTheWantedVersionOfABasePath() throws Exception {
    // Given
    Path base = dir.resolve("scenes");
    TestModels.text(base.resolve("00000009"), 3, 4, 1);
    TestModels.text(base.resolve("00000010"), 3, 4, 2);
    Files.createDirectories(base.resolve("11"));

    // When
    ImportedModel newest = run(base.toString());
    ImportedModel wanted =
        run(base.toString(), new Naming(Optional.empty(), Optional.of("9")), Optional.empty());

    // Then
    assertThat(newest.model().folder()).isEqualTo(out.resolve("scenes/00000010"));
    assertThat(newest.model().manifest().lineage().source())
        .isEqualTo(base.resolve("00000010").toUri().toString());
    assertThat(wanted.model().folder()).isEqualTo(out.resolve("scenes/9"));
    assertThat(wanted.model().manifest().lineage().source())
        .isEqualTo(base.resolve("00000009").toUri().toString());
    assertThatThrownBy(
            () ->
                run(
                    base.toString(),
                    new Naming(Optional.empty(), Optional.of("8")),
                    Optional.empty()))
        .hasMessageContaining("no version 8, only [00000009, 00000010]");
  }

  @Test
  void shouldNotAskForWhatIsThereAlready() throws Exception {
    Files.createDirectories(out.resolve("nnlm/2"));

    assertThatThrownBy(() -> run("https://tfhub.dev/google/nnlm/2"))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("is there already");
    assertThat(hub.asked()).isEmpty();
  }

  @Test
  void shouldNotLetANameLeadOutOfTheFolder() {
    Naming naming = new Naming(Optional.of("../elsewhere"), Optional.empty());

    assertThatThrownBy(() -> run(model.toString(), naming, Optional.empty()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("cannot name a model");
    assertThat(dir.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void shouldLeaveNothingInPlaceWhenAModelCannotBePackaged() throws Exception {
    Files.write(model.resolve("saved_model.pb"), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> run(model.toString())).isInstanceOf(ModelRefusedException.class);

    assertNothingIn(out);
  }

  @Test
  void shouldRefuseLinksInAFolder() throws Exception {
    Files.createSymbolicLink(
        model.resolve("labels.txt"), Files.writeString(dir.resolve("secret"), "s"));

    assertThatThrownBy(() -> run(model.toString()))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("'labels.txt' is a link");
    assertNothingIn(out);
  }

  @Test
  void shouldRefuseWhatIsPackagedAlreadyAndWhatIsNoSavedModel() throws Exception {
    Files.writeString(model.resolve("hubstream-model.json"), "{}");
    Path keras = Files.createDirectories(dir.resolve("keras"));
    Files.writeString(keras.resolve("model.keras"), "");

    assertThatThrownBy(() -> run(model.toString())).hasMessageContaining("packaged already");
    assertThatThrownBy(() -> run(keras.toString()))
        .hasMessageContaining("only [model.keras]")
        .hasMessageContaining("model.export()");
  }

  @Test
  void shouldImportARealModelOfTensorFlowHub() throws Exception {
    // Given: the old format of the hub would be refused, for no content can be routed to it
    model = SharedFiles.model("vww_mobilenetv1_025_96");
    hub.delivers("/mlperf/vww/1?tf-hub-format=compressed", archive("./"));

    // When
    ImportedModel imported = run("https://tfhub.dev/mlperf/vww/1");

    // Then
    assertThat(imported.model().manifest().embedding()).isPresent();
    assertThat(imported.model().manifest().files())
        .anySatisfy(file -> assertThat(file.path()).isEqualTo("variables/variables.index"));
  }

  @Test
  void shouldNotAskAMirrorForAnArchiveThatHasAnAddressOfItsOwn() throws Exception {
    storage.delivers("/pets.tar", new TarWriter().tree(model, "./").plain());

    run(storage.address("/pets.tar").toString());

    assertThat(hub.asked()).isEmpty();
    assertThat(URI.create(storage.asked().get(0).pathAndQuery())).hasPath("/pets.tar");
  }
}

package io.hubstream.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest.Lineage;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packaging, publishing, fetching: the way of a version from a folder to a cache. */
class ArtifactsTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir Path temp;

  private final ModelPackager packager = new ModelPackager(new FakeInspector());
  private Path folder;
  private LocalArtifactCache cache;
  private FileArtifactStore store;

  @BeforeEach
  void writeModel() throws IOException {
    folder = model("model");
    cache = new LocalArtifactCache(temp.resolve("cache"));
    store = new FileArtifactStore(temp.resolve("store"));
  }

  private Path model(String name) throws IOException {
    Path model = Files.createDirectories(temp.resolve(name));
    Files.writeString(model.resolve("saved_model.pb"), "graph");
    Files.createDirectories(model.resolve("variables"));
    Files.writeString(model.resolve("variables/variables.index"), "index");
    return model;
  }

  @Test
  void shouldReadBackWhatWasPackaged() throws Exception {
    PackagedModel packaged = packager.pack(request(folder, "1", NOON));

    byte[] bytes = Files.readAllBytes(folder.resolve("hubstream-model.json"));
    assertThat(ManifestJson.read(bytes)).isEqualTo(packaged.manifest());
    assertThat(ManifestJson.write(packaged.manifest())).isEqualTo(bytes);
    assertThat(packaged.version().digest()).isEqualTo(VersionFiles.digest(bytes));
    assertThat(packaged.manifest().files())
        .extracting(file -> file.path())
        .containsExactly("saved_model.pb", "variables/variables.index");
  }

  @Test
  void shouldGiveEqualDigestsWhenInputsAreEqual() throws Exception {
    PackagedModel one = packager.pack(request(folder, "1", NOON));
    PackagedModel other = packager.pack(request(model("copy"), "1", NOON));

    assertThat(other.version()).isEqualTo(one.version());
  }

  @Test
  void shouldLeaveAManifestWhenOnlyTheTimeDiffers() throws Exception {
    PackagedModel first = packager.pack(request(folder, "1", NOON));
    PackagedModel again = packager.pack(request(folder, "1", NOON.plusSeconds(60)));

    assertThat(again.version()).isEqualTo(first.version());
    assertThatThrownBy(() -> packager.pack(request(folder, "2", NOON)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("packaged already, as something else");
  }

  @Test
  void shouldTakeLabelsFromAFileWhenOneIsNamed() throws Exception {
    Path labels = Files.writeString(temp.resolve("my-labels.txt"), "cat\ndog\n\n");
    PackageRequest request =
        new PackageRequest(
            folder,
            "pets",
            "1",
            "tests",
            new Lineage("made by the test", "", ""),
            Optional.of(labels),
            ManifestHints.NONE,
            NOON);

    PackagedModel packaged = packager.pack(request);

    assertThat(packaged.manifest().classification().orElseThrow().labels())
        .containsExactly("cat", "dog");
  }

  @Test
  void shouldRefuseToPackageWhenANameIsAPath() {
    assertThatThrownBy(() -> packager.pack(request(folder, "../1", NOON)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("'../1' cannot name a version");
  }

  @Test
  void shouldPublishOnceWhenEqualAndRefuseAnother() throws Exception {
    packager.pack(request(folder, "1", NOON));
    PublishedModel published = store.publish(folder);

    assertThat(Path.of(published.artifactUri())).isEqualTo(temp.resolve("store/pets/1"));
    assertThat(store.publish(folder)).isEqualTo(published);

    Path other = model("other");
    Files.writeString(other.resolve("saved_model.pb"), "another graph");
    packager.pack(request(other, "1", NOON));
    assertThatThrownBy(() -> store.publish(other))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a version is immutable");
    try (var left = Files.list(temp.resolve("store/pets"))) {
      assertThat(left).containsExactly(temp.resolve("store/pets/1"));
    }
  }

  @Test
  void shouldFetchIntoAFolderNamedByTheDigest() throws Exception {
    DesiredVersion wanted = published();

    ModelArtifact artifact = cache.fetch(wanted).verify();

    assertThat(artifact.folder().getFileName())
        .hasToString(wanted.version().digest().substring("sha256:".length()));
    assertThat(artifact.folder().resolve("variables/variables.index")).hasContent("index");
    assertThat(cached()).containsExactly(artifact.folder());
  }

  @Test
  void shouldServeFromTheCacheWhenTheStoreIsGone() throws Exception {
    DesiredVersion wanted = published();
    ModelArtifact first = cache.fetch(wanted).verify();
    VersionFiles.deleteTree(temp.resolve("store"));

    assertThat(cache.fetch(wanted).verify()).isEqualTo(first);
  }

  @Test
  void shouldFetchAnewWhenTheCachedCopyIsDamaged() throws Exception {
    DesiredVersion wanted = published();
    Path file = cache.fetch(wanted).verify().folder().resolve("saved_model.pb");
    Files.writeString(file, "GRAPH");

    assertThat(cache.fetch(wanted).verify().folder().resolve("saved_model.pb")).hasContent("graph");
  }

  @Test
  void shouldNameTheFileWhenItDiffersIsMissingOrIsTooMany() throws Exception {
    DesiredVersion wanted = published();
    Path home = Path.of(wanted.artifactUri());

    Files.writeString(home.resolve("saved_model.pb"), "GRAPH");
    assertRefused(wanted, "'saved_model.pb' differs");
    Files.writeString(home.resolve("saved_model.pb"), "a longer graph");
    assertRefused(wanted, "'saved_model.pb' has 14 bytes, the manifest says 5");
    Files.writeString(home.resolve("saved_model.pb"), "graph");
    Path extra = Files.writeString(home.resolve("variables/more"), "");
    assertRefused(wanted, "'variables/more' is not in the manifest");
    Files.delete(extra);
    Files.delete(home.resolve("variables/variables.index"));
    assertRefused(wanted, "'variables/variables.index' is missing");
    assertThat(cached()).isEmpty();
  }

  @Test
  void shouldRefuseWhenTheManifestIsNotTheOneThatTheRegistryNames() throws Exception {
    DesiredVersion published = published();
    ModelVersion other = new ModelVersion("pets", "1", "sha256:" + "0".repeat(64));

    assertRefused(
        new DesiredVersion(other, published.artifactUri(), ""), "the registry names sha256:0000");
    assertRefused(
        new DesiredVersion(
            new ModelVersion("dogs", "1", published.version().digest()),
            published.artifactUri(),
            ""),
        "the manifest is of pets:1, the registry names dogs:1");
    assertRefused(
        new DesiredVersion(
            new ModelVersion("pets", "1", "sha256:../../x"), published.artifactUri(), ""),
        "is no digest");
  }

  @Test
  void shouldSayWhichSchemesAreFetchedWhenItIsAnother() throws Exception {
    DesiredVersion wanted =
        new DesiredVersion(published().version(), URI.create("ftp://models/pets/1"), "");

    assertRefused(wanted, "from Azure Blob storage (https:, abfss:), not from 'ftp:'");
  }

  @Test
  void shouldBeTransientWhenTheFolderIsOutOfReach() throws Exception {
    DesiredVersion wanted =
        new DesiredVersion(published().version(), temp.resolve("nowhere").toUri(), "");

    assertThatThrownBy(() -> cache.fetch(wanted)).isInstanceOf(IOException.class);
  }

  @Test
  void shouldNameTheFieldWhenAManifestIsWrong() throws Exception {
    packager.pack(request(folder, "1", NOON));
    String good = Files.readString(folder.resolve("hubstream-model.json"));

    assertUnreadable(
        good.replace("\"height\" : 8", "\"height\" : \"8\""), "input.image.height must");
    assertUnreadable(
        good.replace("\"owner\" : \"tests\"", "\"owner\" : 3"), "owner must be a text");
    assertUnreadable(good.replace("PROBABILITIES", "ODDS"), "classification.form must be one of");
    assertUnreadable(good.replace("\"saved_model.pb\"", "\"../x\""), "files[0].path leads out");
    assertUnreadable(good.replace("\"version\" : \"1\",", ""), "version is missing: a text");
    assertUnreadable("{", "is no JSON");
    assertThat(
            ManifestJson.read(
                good.replaceFirst("\\{", "{\"new\": 1,").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ManifestJson.read(good.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldListVersionsByNumberWhenTheyArePadded() throws Exception {
    Path base = temp.resolve("base");
    for (String name : List.of("base/00000123", "base/9", "base/124")) {
      model(name);
    }
    Files.createDirectories(base.resolve("latest"));

    assertThat(ModelFolder.of(base))
        .isInstanceOfSatisfying(
            ModelFolder.Versions.class,
            versions -> {
              assertThat(versions.versions())
                  .containsExactly(
                      base.resolve("9"), base.resolve("00000123"), base.resolve("124"));
              assertThat(versions.latest()).isEqualTo(base.resolve("124"));
            });
    assertThat(ModelFolder.of(folder)).isEqualTo(new ModelFolder.Single(folder, false));
    assertThatThrownBy(() -> ModelFolder.of(temp.resolve("base/latest")))
        .isInstanceOf(ModelRefusedException.class);
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> left = Files.list(temp.resolve("cache"))) {
      return left.filter(path -> !path.endsWith(".work")).toList();
    }
  }

  private static void assertUnreadable(String json, String message) {
    assertThatThrownBy(() -> ManifestJson.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("hubstream-model.json")
        .hasMessageContaining(message);
  }

  private void assertRefused(DesiredVersion wanted, String message) {
    assertThatThrownBy(() -> cache.fetch(wanted).verify())
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(message);
  }

  private DesiredVersion published() throws Exception {
    packager.pack(request(folder, "1", NOON));
    PublishedModel published = store.publish(folder);
    return new DesiredVersion(published.version(), published.artifactUri(), "");
  }

  private static PackageRequest request(Path folder, String version, Instant createdAt) {
    return new PackageRequest(
        folder,
        "pets",
        version,
        "tests",
        new Lineage("made by the test", "", ""),
        Optional.empty(),
        ManifestHints.NONE,
        createdAt);
  }
}

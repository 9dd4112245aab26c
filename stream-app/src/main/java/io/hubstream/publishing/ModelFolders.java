package io.hubstream.publishing;

import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.ManifestJson;
import io.hubstream.artifacts.ModelFolder;
import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Packages and publishes models of a person's; what cannot be served is refused one by one. Owned
 * by one thread.
 */
public final class ModelFolders {
  private static final String TWIN = "-again";

  private final Path packaging;
  private final FileArtifactStore store;
  private final ModelPackager packager = new ModelPackager(new SavedModelInspector());
  private final String owner;
  private final Progress progress;
  private final Map<String, List<DesiredVersion>> published = new LinkedHashMap<>();
  private final List<RefusedModel> refused = new ArrayList<>();

  /**
   * @param work folder that is written to: copies of the models and a store of their own
   * @param owner who packages them, as their manifests say
   */
  public ModelFolders(Path work, String owner, Progress progress) {
    this.packaging = work.resolve("packaging");
    this.store = new FileArtifactStore(work.resolve("store"));
    this.owner = owner;
    this.progress = progress;
  }

  /** The starter models, built when the cache lacks them. */
  public void addStarters(Path cache) throws IOException {
    for (StarterModel model : StarterModels.buildInto(cache, progress::step)) {
      add(model.name(), Integer.toString(model.version()), model.folder(), model.story().lineage());
    }
  }

  /**
   * Every model of a folder: one folder for each, or the folder itself when it is a SavedModel or
   * holds version folders.
   */
  public void addFolder(Path folder) throws IOException {
    for (Path child : ModelFolder.isModel(folder) ? List.of(folder) : children(folder)) {
      addModel(child);
    }
  }

  /** Hidden folders, such as .git, are nobody's models. */
  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isDirectory)
          .filter(child -> !String.valueOf(child.getFileName()).startsWith("."))
          .sorted()
          .toList();
    }
  }

  private void addModel(Path folder) throws IOException {
    // A link's own name counts: it is what the person calls the model.
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    try {
      if (ModelFolder.of(folder) instanceof ModelFolder.Versions versions) {
        for (Path version : versions.versions()) {
          add(name, String.valueOf(version.getFileName()), version, version.toString());
        }
      } else {
        add(name, "1", folder, folder.toString());
      }
    } catch (ModelRefusedException e) {
      refuse(name, "-", e);
    }
  }

  private void add(String name, String version, Path folder, String source) throws IOException {
    try {
      Path copy = copy(folder, packaging.resolve(name).resolve(version));
      if (!Files.exists(copy.resolve(ModelManifest.FILE_NAME))) {
        packager.pack(request(name, version, copy, source));
      }
      PublishedModel model = store.publish(copy);
      published
          .computeIfAbsent(model.version().model(), key -> new ArrayList<>())
          .add(desired(model));
      progress.step("packaged " + model.version().display());
    } catch (ModelRefusedException e) {
      refuse(name, version, e);
    }
  }

  /**
   * Publishes the same model under another version name. Its manifest is another one, and so is its
   * digest.
   *
   * @param original published before, by this or another one with the same folder
   * @throws ModelRefusedException its manifest cannot be read
   */
  public DesiredVersion addTwin(DesiredVersion original) throws IOException, ModelRefusedException {
    String model = original.version().model();
    String version = original.version().version() + TWIN;
    Path copy = copy(Path.of(original.artifactUri()), packaging.resolve(model).resolve(version));
    Path file = copy.resolve(ModelManifest.FILE_NAME);
    ModelManifest manifest = ManifestJson.read(Files.readAllBytes(file));
    Files.write(file, ManifestJson.write(named(version, manifest)));
    PublishedModel twin = store.publish(copy);
    DesiredVersion desired = desired(twin);
    published.computeIfAbsent(model, key -> new ArrayList<>()).add(desired);
    progress.step("packaged " + twin.version().display());
    return desired;
  }

  /** Whoever tries versions out has no consumers whom a new one could break. */
  private static DesiredVersion desired(PublishedModel model) {
    return new DesiredVersion(model.version(), model.artifactUri(), "").breaking(true);
  }

  private static ModelManifest named(String version, ModelManifest manifest) {
    return new ModelManifest(
        manifest.model(),
        version,
        manifest.tags(),
        manifest.input(),
        manifest.embedding(),
        manifest.classification(),
        manifest.owner(),
        manifest.lineage(),
        manifest.createdAt(),
        manifest.files(),
        manifest.golden());
  }

  private PackageRequest request(String name, String version, Path folder, String source)
      throws IOException {
    return new PackageRequest(
        folder,
        name,
        version,
        owner,
        new ModelManifest.Lineage(source, "", ""),
        Optional.empty(),
        ManifestHints.NONE,
        Files.getLastModifiedTime(folder.resolve("saved_model.pb")).toInstant());
  }

  private void refuse(String name, String version, ModelRefusedException why) {
    refused.add(new RefusedModel(name, version, why.reason()));
    progress.step("refused %s %s: %s".formatted(name, version, why.reason()));
  }

  /**
   * Copies a folder with its times, so that equal models get equal digests. Links are followed: the
   * copy holds what they lead to.
   */
  private static Path copy(Path from, Path to) throws IOException, ModelRefusedException {
    try (Stream<Path> walk = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : walk.sorted().toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (NoSuchFileException e) {
      throw new ModelRefusedException(
          "'%s' leads nowhere: mend the link".formatted(e.getFile()), e);
    } catch (UncheckedIOException e) {
      throw new ModelRefusedException(
          "%s cannot be read through, a link may lead back into it: %s"
              .formatted(from, e.getCause()),
          e);
    }
    return to;
  }

  /** Models with at least one version that was published. */
  public List<PublishedVersions> models() {
    return published.entrySet().stream()
        .map(entry -> new PublishedVersions(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** What cannot be served. */
  public List<RefusedModel> refused() {
    return List.copyOf(refused);
  }
}

package io.hubstream.watching;

import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.ManifestJson;
import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.content.ModelVersion;
import io.hubstream.importing.FolderCopy;
import io.hubstream.importing.ModelLimits;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ServableLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Brings watched versions into an artifact store. The watched folder is never written to: a copy is
 * packaged, loaded once (a model that lacks a part of a file does not load), and published.
 *
 * <p>The manifest bears the time of {@code saved_model.pb}, so the same version gives the same
 * digest after a restart.
 *
 * <p>Owner thread: the watch.
 */
public final class WatchedStore {
  private static final String UNKNOWN_DIGEST = "sha256:" + "0".repeat(64);

  /**
   * What is said of every version.
   *
   * @param owner who answers for it
   * @param hints what goes before inference
   */
  public record Saying(String owner, ManifestHints hints, ModelLimits limits) {}

  private final Path root;
  private final FileArtifactStore store;
  private final Path work;
  private final ModelPackager packager;
  private final ServableLoader loader;
  private final Saying saying;

  /**
   * @param root of the artifact store
   * @param work folder for copies, which are deleted again
   */
  public WatchedStore(
      Path root, Path work, ModelPackager packager, ServableLoader loader, Saying saying) {
    this.root = root;
    this.store = new FileArtifactStore(root);
    this.work = work;
    this.packager = packager;
    this.loader = loader;
    this.saying = saying;
  }

  boolean holds(FoundVersion found) {
    return Files.exists(target(found));
  }

  private Path target(FoundVersion found) {
    return root.resolve(found.model()).resolve(found.version());
  }

  /** Whether the folder has a manifest and holds just what that says, by names and sizes. */
  boolean isVouchedFor(FoundVersion found, Listing listing) {
    if (!listing.hasManifest()) {
      return false;
    }
    try {
      return listing.isWhatIsIn(manifest(found.folder()));
    } catch (ModelRefusedException | IOException e) {
      return false; // Half a manifest vouches for nothing yet.
    }
  }

  /**
   * Publishes a version, or finds it published.
   *
   * @param listing how the folder is known; a folder that differs from it is not published
   * @throws ModelRefusedException it cannot be served
   * @throws StillChangingException it was not what the listing says
   */
  PublishedModel add(FoundVersion found, Listing listing)
      throws ModelRefusedException, StillChangingException, IOException {
    ModelPackager.checkNames(found.model(), found.version());
    if (holds(found)) {
      return store.publish(target(found)); // Checks it and copies nothing.
    }
    Path copy = work.resolve(UUID.randomUUID().toString());
    try {
      FolderCopy.copy(found.folder().toRealPath(), copy, saying.limits());
      if (!Listing.of(copy).equals(listing) || !Listing.of(found.folder()).equals(listing)) {
        throw new StillChangingException(found);
      }
      load(found, copy, listing);
      return store.publish(copy);
    } finally {
      delete(copy);
    }
  }

  private void load(FoundVersion found, Path copy, Listing listing)
      throws ModelRefusedException, IOException {
    try {
      loader.load(packaged(found, copy, listing)).close();
    } catch (RuntimeException e) {
      // One bad version must not end the watch over all others.
      throw new ModelRefusedException("it cannot be packaged or loaded: " + e, e);
    }
  }

  private ModelArtifact packaged(FoundVersion found, Path copy, Listing listing)
      throws ModelRefusedException, IOException {
    if (!listing.hasManifest()) {
      PackagedModel packaged = packager.pack(request(found, copy));
      return new ModelArtifact(packaged.version(), copy, packaged.manifest());
    }
    ModelManifest manifest = manifest(copy);
    if (!manifest.model().equals(found.model()) || !manifest.version().equals(found.version())) {
      throw new ModelRefusedException(
          "its manifest says %s:%s, its place says %s"
              .formatted(manifest.model(), manifest.version(), found.display()));
    }
    return new ModelArtifact(
        new ModelVersion(manifest.model(), manifest.version(), UNKNOWN_DIGEST), copy, manifest);
  }

  private PackageRequest request(FoundVersion found, Path copy) throws IOException {
    return new PackageRequest(
        copy,
        found.model(),
        found.version(),
        saying.owner(),
        new ModelManifest.Lineage(found.folder().toUri().toString(), "", ""),
        Optional.empty(),
        saying.hints(),
        Files.getLastModifiedTime(copy.resolve(Listing.SAVED_MODEL)).toInstant());
  }

  private static ModelManifest manifest(Path folder) throws ModelRefusedException, IOException {
    return ManifestJson.read(Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME)));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

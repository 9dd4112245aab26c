package io.hubstream.artifacts;

import io.hubstream.artifacts.StoredVersion.StoredFile;
import io.hubstream.artifacts.StoredVersion.StoredManifest;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ServableLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts on local disk, each in a folder that is named by its digest. A copy gets that name when
 * it has been verified, by a rename; it is verified again whenever it is fetched again, and fetched
 * anew when it does not hold. What was wanted longest ago is evicted when there is no more room.
 *
 * <p>Owner thread: the model-lifecycle thread, which fetches one version after the other; servables
 * may be closed by any. Several processes may share the folder. What the process still holds when
 * it ends, however it ends, is free then.
 */
public final class LocalArtifactCache implements ArtifactSource {
  private static final Logger LOG = LoggerFactory.getLogger(LocalArtifactCache.class);
  private static final int DIGEST_PREFIX = "sha256:".length();

  private final CacheRoom room;
  private final ArtifactStores stores;
  private final Completeness completeness;
  private final CurrentFetch current = new CurrentFetch();

  /** Without a limit, for stores that need no settings; what is missing is refused at once. */
  public LocalArtifactCache(Path root) {
    this(
        new CacheSettings(root, Long.MAX_VALUE, Duration.ZERO),
        ArtifactStores.standard(),
        Clock.systemUTC());
  }

  public LocalArtifactCache(CacheSettings settings, ArtifactStores stores, Clock clock) {
    this.room = new CacheRoom(settings, clock);
    this.stores = stores;
    this.completeness = new Completeness(settings.settle(), clock);
  }

  @Override
  public FetchedArtifact fetch(DesiredVersion wanted) throws ModelRefusedException, IOException {
    ModelVersion version = wanted.version();
    if (!ArtifactPaths.isDigest(version.digest())) {
      throw new ModelRefusedException(
          "'" + version.digest() + "' is no digest: sha256: and 64 hexadecimal digits are wanted");
    }
    CachedVersion cached = room.version(version.digest().substring(DIGEST_PREFIX));
    try (LockFile lock = cached.lock()) {
      current.begin(cached.use());
      cached.touch();
      Optional<ModelArtifact> present = present(cached, version);
      if (present.isPresent()) {
        return present::get;
      }
      boolean resumed = copied(wanted, cached);
      return () -> settled(cached, version, resumed);
    } catch (ModelRefusedException | IOException | RuntimeException e) {
      current.end();
      throw e;
    }
  }

  private static Optional<ModelArtifact> present(CachedVersion cached, ModelVersion version)
      throws IOException {
    if (!Files.exists(cached.home())) {
      return Optional.empty();
    }
    try {
      return Optional.of(verified(cached.home(), version));
    } catch (ModelRefusedException e) {
      LOG.warn("cached copy of {} is damaged, fetching anew: {}", version.display(), e.reason());
      cached.delete();
      return Optional.empty();
    }
  }

  /**
   * Copies what the manifest names, after a look at the manifest and the listing.
   *
   * @return whether something of an earlier copy was taken over
   */
  private boolean copied(DesiredVersion wanted, CachedVersion cached)
      throws ModelRefusedException, IOException {
    String digest = wanted.version().digest();
    StoredVersion stored = stores.open(wanted.artifactUri());
    StoredManifest manifest = completeness.manifest(digest, stored);
    ModelManifest checked = checkedManifest(manifest.bytes(), wanted.version());
    Map<String, StoredFile> found =
        completeness.files(digest, stored, checked.files(), manifest.modified());
    long bytes =
        manifest.bytes().length + checked.files().stream().mapToLong(FileEntry::size).sum();
    room.reserve(cached, bytes, () -> cached.allocate(checked.files()));
    boolean resumed = stored.copy(checked.files(), found, cached);
    VersionFiles.writeWhole(cached.partial().resolve(ModelManifest.FILE_NAME), manifest.bytes());
    return resumed;
  }

  private ModelArtifact settled(CachedVersion cached, ModelVersion version, boolean resumed)
      throws ModelRefusedException, IOException {
    try (LockFile lock = cached.lock()) {
      return Files.exists(cached.home())
          ? verified(cached.home(), version)
          : named(cached, version, resumed);
    } catch (ModelRefusedException | IOException | RuntimeException e) {
      current.end();
      throw e;
    }
  }

  /** Verifies a copy and gives it its name; one that does not hold is deleted. */
  private static ModelArtifact named(CachedVersion cached, ModelVersion version, boolean resumed)
      throws ModelRefusedException, IOException {
    try {
      ModelArtifact artifact = verified(cached.partial(), version);
      Files.move(cached.partial(), cached.home(), StandardCopyOption.ATOMIC_MOVE);
      return new ModelArtifact(version, cached.home(), artifact.manifest());
    } catch (ModelRefusedException e) {
      if (resumed) {
        // The machine may have gone down between a part and its note: no fault of the store.
        throw new IOException(
            "a copy that was taken up again does not hold, it is fetched anew: " + e.reason(), e);
      }
      throw e;
    } finally {
      cached.discardPartial();
    }
  }

  /** What was fetched and not loaded is not in use any more. */
  void release() {
    current.end();
  }

  /**
   * A loader whose servables keep their files from being evicted, by this process or another one,
   * until they are closed.
   */
  public ServableLoader holding(ServableLoader loader) {
    return new HoldingLoader(loader, current);
  }

  /** Looks at every byte of a version. */
  static ModelArtifact verified(Path folder, ModelVersion version)
      throws ModelRefusedException, IOException {
    ModelManifest manifest = checkedManifest(VersionFiles.manifestBytes(folder), version);
    VersionFiles.checkContents(folder, manifest.files());
    return new ModelArtifact(version, folder, manifest);
  }

  /** Only the manifest that the registry names by its digest is read at all. */
  private static ModelManifest checkedManifest(byte[] bytes, ModelVersion version)
      throws ModelRefusedException {
    String digest = VersionFiles.digest(bytes);
    if (!digest.equals(version.digest())) {
      throw new ModelRefusedException(
          "the manifest's digest is %s, the registry names %s".formatted(digest, version.digest()));
    }
    ModelManifest manifest = ManifestJson.read(bytes);
    if (!manifest.model().equals(version.model())
        || !manifest.version().equals(version.version())) {
      throw new ModelRefusedException(
          "the manifest is of %s:%s, the registry names %s"
              .formatted(manifest.model(), manifest.version(), version.display()));
    }
    return manifest;
  }
}

package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts on local disk, each in a folder that is named by its digest. A copy gets that name when
 * it has been verified, by a rename; it is verified again whenever it is fetched again, and fetched
 * anew when it does not hold.
 *
 * <p>Owner thread: the model-lifecycle thread. Several processes may share the folder.
 */
public final class LocalArtifactCache implements ArtifactSource {
  private static final Logger LOG = LoggerFactory.getLogger(LocalArtifactCache.class);
  private static final int DIGEST_PREFIX = "sha256:".length();

  private final Path root;

  public LocalArtifactCache(Path root) {
    this.root = root.toAbsolutePath();
  }

  @Override
  public FetchedArtifact fetch(DesiredVersion wanted) throws ModelRefusedException, IOException {
    ModelVersion version = wanted.version();
    if (!ArtifactPaths.isDigest(version.digest())) {
      throw new ModelRefusedException(
          "'" + version.digest() + "' is no digest: sha256: and 64 hexadecimal digits are wanted");
    }
    Path home = root.resolve(version.digest().substring(DIGEST_PREFIX));
    if (Files.exists(home)) {
      try {
        ModelArtifact artifact = verified(home, version);
        return () -> artifact;
      } catch (ModelRefusedException e) {
        LOG.warn("cached copy of {} is damaged, fetching anew: {}", version.display(), e.reason());
        VersionFiles.deleteTree(home);
      }
    }
    Path copy = copy(ArtifactUris.folder(wanted.artifactUri()), home, version);
    return () -> settle(copy, home, version);
  }

  /** Copies what the manifest names, after a look at the manifest and the listing. */
  private Path copy(Path source, Path home, ModelVersion version)
      throws ModelRefusedException, IOException {
    byte[] bytes = VersionFiles.manifestBytes(source);
    ModelManifest manifest = checkedManifest(bytes, version);
    VersionFiles.checkListing(source, manifest.files());
    Path copy = home.resolveSibling(home.getFileName() + ".incoming-" + UUID.randomUUID());
    try {
      VersionFiles.copy(source, copy, manifest.files(), bytes);
      return copy;
    } catch (IOException e) {
      VersionFiles.deleteTree(copy);
      throw e;
    }
  }

  /** Verifies a copy and gives it its name; one that does not hold is deleted. */
  private static ModelArtifact settle(Path copy, Path home, ModelVersion version)
      throws ModelRefusedException, IOException {
    if (!Files.exists(copy)) {
      return verified(home, version);
    }
    try {
      ModelArtifact artifact = verified(copy, version);
      if (!Files.exists(home)) {
        Files.move(copy, home, StandardCopyOption.ATOMIC_MOVE);
        return new ModelArtifact(version, home, artifact.manifest());
      }
    } finally {
      VersionFiles.deleteTree(copy);
    }
    return verified(home, version);
  }

  private static ModelArtifact verified(Path folder, ModelVersion version)
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

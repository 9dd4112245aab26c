package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Version folders on a file system, in TensorFlow Serving's layout: {@code
 * <root>/<name>/<version>/}. A version appears whole, by a rename.
 *
 * <p>Owner thread: the caller's. Two publishers may work at the same root.
 */
public final class FileArtifactStore implements ArtifactStore {
  private final Path root;

  public FileArtifactStore(Path root) {
    this.root = root.toAbsolutePath();
  }

  @Override
  public PublishedModel publish(Path versionFolder) throws ModelRefusedException, IOException {
    byte[] bytes = VersionFiles.manifestBytes(versionFolder);
    ModelManifest manifest = ManifestJson.read(bytes);
    ModelVersion version =
        new ModelVersion(manifest.model(), manifest.version(), VersionFiles.digest(bytes));
    Path models = root.resolve(manifest.model());
    Path target = models.resolve(manifest.version());
    if (Files.exists(target)) {
      return present(target, version);
    }
    Path incoming = models.resolve(".incoming-" + manifest.version() + "-" + UUID.randomUUID());
    try {
      VersionFiles.checkListing(versionFolder, manifest.files());
      VersionFiles.copy(versionFolder, incoming, manifest.files(), bytes);
      VersionFiles.checkContents(incoming, manifest.files());
      Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (java.nio.file.FileSystemException e) {
      if (Files.exists(target)) {
        return present(target, version);
      }
      throw e;
    } finally {
      VersionFiles.deleteTree(incoming);
    }
    return new PublishedModel(version, target.toUri());
  }

  private static PublishedModel present(Path target, ModelVersion wanted)
      throws ModelRefusedException, IOException {
    byte[] bytes = VersionFiles.manifestBytes(target);
    String digest = VersionFiles.digest(bytes);
    if (!digest.equals(wanted.digest())) {
      throw new ModelRefusedException(
          "the store holds another %s, with the digest %s: a version is immutable"
              .formatted(wanted.display(), digest));
    }
    VersionFiles.checkContents(target, ManifestJson.read(bytes).files());
    return new PublishedModel(wanted, target.toUri());
  }
}

package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A version folder of which files may be added until it is packaged.
 *
 * <p>Owner thread: the caller's.
 *
 * @param packaged whether it has its manifest, and so may not change any more
 */
public record VersionFolder(Path path, boolean packaged) {

  static VersionFolder of(Path folder) {
    return new VersionFolder(folder, Files.exists(folder.resolve(ModelManifest.FILE_NAME)));
  }

  /**
   * Opens a packaged version and verifies every byte of it.
   *
   * @throws ModelRefusedException it is not packaged, or not what its manifest says
   */
  public static ModelArtifact open(Path folder) throws ModelRefusedException, IOException {
    byte[] bytes = VersionFiles.manifestBytes(folder);
    ModelManifest manifest = ManifestJson.read(bytes);
    VersionFiles.checkContents(folder, manifest.files());
    ModelVersion version =
        new ModelVersion(manifest.model(), manifest.version(), VersionFiles.digest(bytes));
    return new ModelArtifact(version, folder, manifest);
  }

  /**
   * Adds a file; one that is there already with these bytes is left as it is.
   *
   * @param name path within the folder, with forward slashes
   * @throws ModelRefusedException the folder is packaged, or has another file of this name
   */
  public void put(String name, byte[] bytes) throws ModelRefusedException, IOException {
    if (!ArtifactPaths.isSafe(name)) {
      throw new ModelRefusedException("'" + name + "' cannot be named on every system");
    }
    Path file = path.resolve(name);
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
      return;
    }
    if (packaged) {
      throw new ModelRefusedException(packagedOtherwise(path));
    }
    if (Files.exists(file)) {
      throw new ModelRefusedException(
          "%s is there already, and is another file: delete it first".formatted(file));
    }
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    VersionFiles.writeWhole(file, bytes);
  }

  static String packagedOtherwise(Path folder) {
    return "%s is packaged already, as something else: a version is immutable; package another"
            .formatted(folder)
        + " version, or delete its "
        + ModelManifest.FILE_NAME
        + " if it was never published";
  }
}

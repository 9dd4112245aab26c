package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What tells a version folder from every other one.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits; empty where the folder has something
 *     that no version may have
 * @param packaged whether it is that of the manifest, which is the version's; else it is that of
 *     the list of files, with size and SHA-256 each
 * @param problem why the folder is not the version that its manifest names
 */
public record FolderDigest(Optional<String> digest, boolean packaged, Optional<String> problem) {

  /** Reads every file. */
  public static FolderDigest of(Path folder) throws IOException {
    boolean packaged = Files.isRegularFile(folder.resolve(ModelManifest.FILE_NAME));
    try {
      if (packaged) {
        byte[] manifest = VersionFiles.manifestBytes(folder);
        Optional<String> digest = Optional.of(VersionFiles.digest(manifest));
        try {
          VersionFiles.checkContents(folder, ManifestJson.read(manifest).files());
          return new FolderDigest(digest, true, Optional.empty());
        } catch (ModelRefusedException e) {
          return new FolderDigest(digest, true, Optional.of(e.reason()));
        }
      }
      StringBuilder list = new StringBuilder();
      for (Map.Entry<String, Path> file : VersionFiles.list(folder).entrySet()) {
        FileEntry entry = VersionFiles.entry(file.getKey(), file.getValue());
        list.append("%s %d %s\n".formatted(entry.path(), entry.size(), entry.sha256()));
      }
      byte[] bytes = list.toString().getBytes(StandardCharsets.UTF_8);
      return new FolderDigest(Optional.of(VersionFiles.digest(bytes)), false, Optional.empty());
    } catch (ModelRefusedException e) {
      return new FolderDigest(Optional.empty(), packaged, Optional.of(e.reason()));
    }
  }
}

package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version folder on a disk, or on a mount that shows the files of another machine late. */
record FileStoredVersion(Path folder) implements StoredVersion {

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public Optional<StoredManifest> manifest() throws ModelRefusedException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder + " is not there, or its mount is not");
    }
    Optional<BasicFileAttributes> file = attributes(ModelManifest.FILE_NAME);
    if (file.isEmpty() || file.get().size() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredManifest(
            VersionFiles.manifestBytes(folder), file.get().lastModifiedTime().toInstant()));
  }

  @Override
  public Map<String, StoredFile> list() throws ModelRefusedException, IOException {
    Map<String, StoredFile> files = new HashMap<>();
    for (Map.Entry<String, Path> file : VersionFiles.list(folder).entrySet()) {
      files.put(file.getKey(), new StoredFile(Files.size(file.getValue()), ""));
    }
    return files;
  }

  @Override
  public Optional<StoredFile> find(String path) throws IOException {
    return attributes(path)
        .filter(BasicFileAttributes::isRegularFile)
        .map(file -> new StoredFile(file.size(), ""));
  }

  private Optional<BasicFileAttributes> attributes(String path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(
              folder.resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean copy(List<FileEntry> files, Map<String, StoredFile> found, CachedVersion into)
      throws IOException {
    VersionFiles.copyFiles(folder, into.partial(), files);
    return false;
  }
}

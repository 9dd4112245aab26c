package io.hubstream.artifacts;

import io.hubstream.azure.BlobFile;
import io.hubstream.azure.BlobFolder;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A version folder in Blob storage, as one listing showed it: each blob is known by its ETag. */
final class BlobStoredVersion implements StoredVersion {
  private final BlobFolder folder;
  private final SortedMap<String, BlobFile> blobs;
  private final int connections;

  private BlobStoredVersion(BlobFolder folder, SortedMap<String, BlobFile> blobs, int connections) {
    this.folder = folder;
    this.blobs = blobs;
    this.connections = connections;
  }

  /**
   * Lists it.
   *
   * @param connections ranges that are fetched at a time
   */
  static BlobStoredVersion open(BlobFolder folder, int connections) throws IOException {
    return new BlobStoredVersion(folder, folder.list(), connections);
  }

  @Override
  public String place() {
    return folder.address().uri().toString();
  }

  @Override
  public Optional<StoredManifest> manifest() throws ModelRefusedException, IOException {
    BlobFile file = blobs.get(ModelManifest.FILE_NAME);
    if (file == null || file.size() == 0) {
      return Optional.empty();
    }
    VersionFiles.requireManifestSize(file.size());
    return Optional.of(new StoredManifest(folder.read(file), file.modified()));
  }

  @Override
  public Map<String, StoredFile> list() {
    Map<String, StoredFile> files = new HashMap<>();
    blobs.values().forEach(file -> files.put(file.name(), stored(file)));
    files.remove(ModelManifest.FILE_NAME);
    return files;
  }

  /** Blob storage lists what is there: asking once more would bring nothing. */
  @Override
  public Optional<StoredFile> find(String path) {
    return Optional.ofNullable(blobs.get(path)).map(BlobStoredVersion::stored);
  }

  private static StoredFile stored(BlobFile file) {
    return new StoredFile(file.size(), file.etag());
  }

  @Override
  public boolean copy(List<FileEntry> files, Map<String, StoredFile> found, CachedVersion into)
      throws IOException {
    List<BlobFile> wanted =
        blobs.values().stream().filter(file -> found.containsKey(file.name())).toList();
    try (RangedDownload download =
        RangedDownload.start(folder, into.partial(), into.progress(), connections)) {
      return download.fetch(wanted);
    }
  }
}

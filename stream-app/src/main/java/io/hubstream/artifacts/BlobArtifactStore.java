package io.hubstream.artifacts;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobFile;
import io.hubstream.azure.BlobFolder;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.azure.BlobStoreException;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Version folders in Blob storage. Nothing is ever overwritten: files that an earlier try of the
 * same version left are kept, and the manifest comes last.
 *
 * <p>Owner thread: the caller's. Two publishers may work at the same container.
 */
final class BlobArtifactStore implements ArtifactStore {
  // Blob storage keeps it with the blob, so a file that is there need not be read to be known.
  private static final String SHA256 = "hubstreamsha256";

  private final AzureBlobs blobs;
  private final BlobAddress root;
  private final int connections;

  BlobArtifactStore(AzureBlobs blobs, BlobAddress root, int connections) {
    this.blobs = blobs;
    this.root = root;
    this.connections = connections;
  }

  @Override
  public PublishedModel publish(Path versionFolder) throws ModelRefusedException, IOException {
    byte[] bytes = VersionFiles.manifestBytes(versionFolder);
    ModelManifest manifest = ManifestJson.read(bytes);
    ModelVersion version =
        new ModelVersion(manifest.model(), manifest.version(), VersionFiles.digest(bytes));
    VersionFiles.checkContents(versionFolder, manifest.files());
    BlobFolder target = target(manifest);
    Map<String, BlobFile> there = target.list();
    if (!there.containsKey(ModelManifest.FILE_NAME)) {
      for (FileEntry entry : manifest.files()) {
        if (!there.containsKey(entry.path())) {
          upload(target, versionFolder, entry.path(), Map.of(SHA256, entry.sha256()));
        }
      }
      // Before the manifest makes it whole, all must be as the manifest says.
      requireFiles(target, version, manifest, true);
      upload(target, versionFolder, ModelManifest.FILE_NAME, Map.of());
    }
    requireManifest(target, version);
    requireFiles(target, version, manifest, false);
    return new PublishedModel(version, target.address().uri());
  }

  private BlobFolder target(ModelManifest manifest) throws ModelRefusedException {
    try {
      return blobs.folder(root.child(manifest.model()).child(manifest.version()));
    } catch (BlobRefusedException e) {
      throw new ModelRefusedException(e.reason(), e);
    }
  }

  private void upload(BlobFolder target, Path folder, String path, Map<String, String> metadata)
      throws IOException {
    try {
      target.upload(path, folder.resolve(path), metadata, connections);
    } catch (BlobStoreException e) {
      // Another publisher was faster, or an answer got lost: what is there now is looked at later.
      if (e.kind() != BlobStoreException.Kind.EXISTS) {
        throw e;
      }
    }
  }

  private static void requireManifest(BlobFolder target, ModelVersion version)
      throws ModelRefusedException, IOException {
    BlobFile file = target.list().get(ModelManifest.FILE_NAME);
    String digest = file == null ? "none" : VersionFiles.digest(target.read(file));
    if (!digest.equals(version.digest())) {
      throw new ModelRefusedException(
          "the store holds another %s, with the digest %s: a version is immutable"
              .formatted(version.display(), digest));
    }
  }

  /**
   * Every file is there, and nothing else is.
   *
   * @param noted whether its digest must be noted with it, as this class does: another tool that
   *     brought a whole version did not
   */
  private static void requireFiles(
      BlobFolder target, ModelVersion version, ModelManifest manifest, boolean noted)
      throws ModelRefusedException, IOException {
    Map<String, BlobFile> there = new HashMap<>(target.list());
    there.remove(ModelManifest.FILE_NAME);
    for (FileEntry entry : manifest.files()) {
      BlobFile file = there.remove(entry.path());
      if (file == null
          || file.size() != entry.size()
          || (noted && !entry.sha256().equals(file.metadata().get(SHA256)))) {
        throw new ModelRefusedException(
            "%s holds '%s' as something else than %s says: a version is immutable; publish another version, or delete what an upload left there"
                .formatted(target.address().uri(), entry.path(), version.display()));
      }
    }
    for (String stranger : there.keySet()) {
      throw new ModelRefusedException(
          "%s holds '%s', which is not of %s: delete it, or publish another version"
              .formatted(target.address().uri(), stranger, version.display()));
    }
  }
}

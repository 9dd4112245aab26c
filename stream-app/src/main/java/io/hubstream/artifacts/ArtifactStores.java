package io.hubstream.artifacts;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAccess;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobFolder;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of store: folders, and Blob storage. The classes of the latter are loaded when the
 * first address of it is met.
 *
 * <p>Safe for any thread; nothing to close.
 */
public final class ArtifactStores {
  private static final int CONNECTIONS = 8;
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private final BlobAccess access;
  private @Nullable AzureBlobs blobs;

  public ArtifactStores(BlobAccess access) {
    this.access = access;
  }

  /** With Azure's own endpoints, and credentials from the environment. */
  public static ArtifactStores standard() {
    return of(List.of(), CONNECTIONS);
  }

  /**
   * With credentials from the environment.
   *
   * @param endpoints as {@link BlobAccess#endpoints}
   * @param connections transfers at a time
   */
  public static ArtifactStores of(List<String> endpoints, int connections) {
    return new ArtifactStores(new BlobAccess(System.getenv(), endpoints, connections));
  }

  /**
   * Those of a person who names an address: that of an emulator on this machine is allowed.
   *
   * @throws ModelRefusedException it is no address
   */
  public ArtifactStores allowing(String address) throws ModelRefusedException {
    List<String> endpoints = new ArrayList<>(access.endpoints());
    if (isAddress(address)) {
      BlobAddress.loopbackEndpoint(ArtifactUris.parse(address)).ifPresent(endpoints::add);
    }
    return new ArtifactStores(
        new BlobAccess(access.environment(), endpoints, access.connections()));
  }

  /** Whether an address is one in Blob storage, by its scheme. */
  public static boolean isBlob(URI uri) {
    return BlobAddress.isBlob(uri);
  }

  /** Whether it is an address, and not a path. */
  public static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /**
   * A store to publish to.
   *
   * @param root a path, or an address
   * @throws ModelRefusedException it is no address that can be used
   */
  public ArtifactStore at(String root) throws ModelRefusedException {
    if (!isAddress(root)) {
      return new FileArtifactStore(Path.of(root));
    }
    URI uri = ArtifactUris.parse(root);
    if (!BlobAddress.isBlob(uri)) {
      return new FileArtifactStore(ArtifactUris.folder(uri));
    }
    try {
      BlobAddress address = BlobAddress.parse(uri, access.endpoints());
      return new BlobArtifactStore(blobs(), address, access.connections());
    } catch (BlobRefusedException e) {
      throw new ModelRefusedException(e.reason(), e);
    }
  }

  /**
   * Looks at a version that was published before.
   *
   * @param address of its folder
   * @throws ModelRefusedException it is not whole, or no address that can be used
   */
  public PublishedModel published(String address) throws ModelRefusedException, IOException {
    URI uri = ArtifactUris.parse(address);
    return published(uri, open(uri));
  }

  /**
   * Looks for a version below a root in Blob storage.
   *
   * @return empty when there is not one file of it
   * @throws ModelRefusedException it is not whole, or a name or the root cannot be used
   * @throws IOException the store does not say
   */
  public Optional<PublishedModel> find(URI root, String model, String version)
      throws ModelRefusedException, IOException {
    if (!ArtifactPaths.isName(model) || !ArtifactPaths.isName(version)) {
      throw new ModelRefusedException(
          "'%s:%s' names no version: letters, digits, '.', '_' and '-' are allowed"
              .formatted(model, version));
    }
    URI folder = URI.create(root.toString().replaceFirst("/+$", "") + "/" + model + "/" + version);
    StoredVersion stored = open(folder);
    return stored.manifest().isEmpty() && stored.list().isEmpty()
        ? Optional.empty()
        : Optional.of(published(folder, stored));
  }

  /** What a folder in a store holds now. */
  StoredVersion open(URI uri) throws ModelRefusedException, IOException {
    return BlobAddress.isBlob(uri)
        ? BlobStoredVersion.open(blobFolder(uri), access.connections())
        : new FileStoredVersion(ArtifactUris.folder(uri));
  }

  private PublishedModel published(URI uri, StoredVersion stored)
      throws ModelRefusedException, IOException {
    Completeness complete = new Completeness(Duration.ZERO, Clock.systemUTC());
    StoredVersion.StoredManifest found = complete.manifest("", stored);
    ModelManifest manifest = ManifestJson.read(found.bytes());
    complete.files("", stored, manifest.files(), found.modified());
    ModelVersion version =
        new ModelVersion(manifest.model(), manifest.version(), VersionFiles.digest(found.bytes()));
    return new PublishedModel(
        version, BlobAddress.isBlob(uri) ? blobFolder(uri).address().uri() : uri);
  }

  private BlobFolder blobFolder(URI uri) throws ModelRefusedException {
    try {
      return blobs().folder(uri);
    } catch (BlobRefusedException e) {
      throw new ModelRefusedException(e.reason(), e);
    }
  }

  private synchronized AzureBlobs blobs() {
    if (blobs == null) {
      blobs = new AzureBlobs(access);
    }
    return blobs;
  }
}

package io.hubstream.archive;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAccess;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobRefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Opens the kinds of store: folders, and Blob storage. */
public final class ArchiveStores {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private ArchiveStores() {}

  /**
   * Opens a place; nothing is asked of it yet.
   *
   * @param place a path, a {@code file:} URI, or an address in Blob storage; that of an emulator on
   *     this machine is allowed
   * @throws ArchiveRefusedException it is none of these; the message never holds a secret
   */
  public static ArchiveStore open(String place, BlobAccess access) throws ArchiveRefusedException {
    if (place.indexOf('?') >= 0) {
      throw new ArchiveRefusedException(
          "the archive's address may have no query: a SAS belongs into AZURE_STORAGE_SAS_TOKEN");
    }
    if (!ADDRESS.matcher(place).matches()) {
      return new FolderStore(Path.of(place));
    }
    URI uri = parse(place);
    if (BlobAddress.isBlob(uri)) {
      return blobs(uri, access);
    }
    if (!"file".equalsIgnoreCase(uri.getScheme())) {
      throw new ArchiveRefusedException(
          "an archive is a folder, a file: URI or an address in Azure Blob storage (https:, abfss:), not '%s:'"
              .formatted(uri.getScheme()));
    }
    try {
      return new FolderStore(Path.of(uri));
    } catch (IllegalArgumentException e) {
      throw new ArchiveRefusedException(
          "the archive's file: URI names no folder: an absolute path is wanted, such as file:///srv/audit");
    }
  }

  private static URI parse(String place) throws ArchiveRefusedException {
    try {
      return URI.create(place);
    } catch (IllegalArgumentException e) {
      // The text is not shown: it could hold a secret.
      throw new ArchiveRefusedException(
          "the archive's address is no URI: write spaces and the like as %20, and leave out a SAS");
    }
  }

  private static ArchiveStore blobs(URI uri, BlobAccess access) throws ArchiveRefusedException {
    List<String> endpoints = new ArrayList<>(access.endpoints());
    BlobAddress.loopbackEndpoint(uri).ifPresent(endpoints::add);
    try {
      AzureBlobs blobs =
          new AzureBlobs(new BlobAccess(access.environment(), endpoints, access.connections()));
      return new BlobStore(blobs, BlobAddress.parse(uri, endpoints));
    } catch (BlobRefusedException e) {
      throw new ArchiveRefusedException(e.reason());
    }
  }
}

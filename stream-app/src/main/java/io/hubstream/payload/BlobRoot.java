package io.hubstream.payload;

import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobRefusedException;
import java.net.URI;
import java.util.List;

/**
 * An account, a container or a folder of Blob storage that claim checks may name blobs of.
 *
 * @param name as the settings have it
 * @param endpoint of the account
 * @param prefix of container and path, with a slash at its end; empty for the whole account
 */
record BlobRoot(String name, String endpoint, String prefix) {
  private static final String INSIDE = "inside";

  /**
   * @param endpoints as {@link io.hubstream.azure.BlobAccess#endpoints}
   * @throws BlobRefusedException it is no place in Blob storage
   */
  static BlobRoot of(String entry, List<String> endpoints) throws BlobRefusedException {
    String name = entry.replaceFirst("/+$", "");
    BlobAddress child = BlobAddress.parse(URI.create(name + "/" + INSIDE), endpoints);
    String full = full(child);
    return new BlobRoot(name, child.endpoint(), full.substring(0, full.length() - INSIDE.length()));
  }

  boolean holds(BlobAddress blob) {
    return blob.endpoint().equals(endpoint)
        && !blob.path().isEmpty()
        && full(blob).startsWith(prefix);
  }

  /** Whether it is a container, or a folder in one; else it is a whole account. */
  boolean namesContainer() {
    return !prefix.isEmpty();
  }

  private static String full(BlobAddress address) {
    return address.path().isEmpty()
        ? address.container()
        : address.container() + "/" + address.path();
  }
}

package io.hubstream.azure;

import java.time.Instant;
import java.util.Map;

/**
 * A blob, as a listing shows it.
 *
 * @param name within its folder, with forward slashes
 * @param etag with its quotes; another one when the blob was replaced
 */
public record BlobFile(
    String name, long size, String etag, Instant modified, Map<String, String> metadata) {
  public BlobFile {
    metadata = Map.copyOf(metadata);
  }
}

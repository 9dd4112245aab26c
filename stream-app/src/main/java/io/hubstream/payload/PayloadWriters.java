package io.hubstream.payload;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAccess;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobRefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kinds of store that payloads can be brought into. */
public final class PayloadWriters {
  private PayloadWriters() {}

  /**
   * A writer for a place that a person names; that of an emulator on this machine is allowed.
   *
   * @param place {@code file:///PATH}, {@code https://ACCOUNT.blob.core.windows.net/CONTAINER}, or
   *     the same as {@code abfss:}
   * @param endpoints of Blob storage beside Azure's own
   * @param environment where credentials come from
   * @throws IllegalArgumentException it is none of these; the message holds no secret
   */
  public static PayloadWriter at(
      String place, List<String> endpoints, Map<String, String> environment) {
    URI uri = parsed(place);
    if ("file".equalsIgnoreCase(uri.getScheme())) {
      return new FilePayloadWriter(folder(uri));
    }
    if (!BlobAddress.isBlob(uri)) {
      throw new IllegalArgumentException(
          "payloads are written to file:, https: (Azure Blob storage) and abfss:, not to '%s:'"
              .formatted(uri.getScheme()));
    }
    List<String> all = new ArrayList<>(endpoints);
    BlobAddress.loopbackEndpoint(uri).ifPresent(all::add);
    try {
      return new BlobPayloadWriter(
          new AzureBlobs(new BlobAccess(environment, all, 1)), BlobAddress.parse(uri, all));
    } catch (BlobRefusedException e) {
      throw new IllegalArgumentException(e.reason(), e);
    }
  }

  private static URI parsed(String place) {
    URI uri;
    try {
      uri = URI.create(place);
    } catch (IllegalArgumentException e) {
      // Without its cause, which shows the text, and a secret in it.
      throw new IllegalArgumentException(
          "the place is no URI: write spaces and the like as %20, and leave out a SAS");
    }
    if (uri.getScheme() == null) {
      throw new IllegalArgumentException(
          "the place is no URI: a folder is written as file:///PATH");
    }
    return uri;
  }

  private static Path folder(URI uri) {
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a folder is written as file:///PATH, without host, query and fragment", e);
    }
  }
}

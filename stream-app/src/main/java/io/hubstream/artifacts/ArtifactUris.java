package io.hubstream.artifacts;

import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ShownUri;
import java.net.URI;
import java.nio.file.Path;

/** Where artifacts can be fetched from. */
final class ArtifactUris {
  private ArtifactUris() {}

  /**
   * The folder that a {@code file:} URI names.
   *
   * @throws ModelRefusedException it is of another scheme, or no absolute path
   */
  static Path folder(URI uri) throws ModelRefusedException {
    if (!"file".equalsIgnoreCase(uri.getScheme())) {
      throw new ModelRefusedException(
          "artifacts are fetched from file: URIs and from Azure Blob storage (https:, abfss:), not from '"
              + uri.getScheme()
              + ":'");
    }
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          "'"
              + ShownUri.of(uri)
              + "' names no folder: an absolute path is wanted, such as file:///models/a/1",
          e);
    }
  }

  /**
   * Reads an address that a person wrote.
   *
   * @throws ModelRefusedException it is none; the text is not shown, for it could hold a secret
   */
  static URI parse(String address) throws ModelRefusedException {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          "the store's address is no URI: write spaces and the like as %20, and leave out a SAS");
    }
  }
}

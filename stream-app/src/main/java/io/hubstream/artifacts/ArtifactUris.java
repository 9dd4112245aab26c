package io.hubstream.artifacts;

import io.hubstream.serving.ModelRefusedException;
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
          "artifacts are fetched from file: URIs only, not from '" + uri.getScheme() + ":'");
    }
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new ModelRefusedException(
          "'" + uri + "' names no folder: an absolute path is wanted, such as file:///models/a/1",
          e);
    }
  }
}

package io.hubstream.serving;

import io.hubstream.content.ModelVersion;

/**
 * The embedding that a model gives.
 *
 * @param dimension values of a vector
 * @param spaceId changes whenever vectors are not comparable; two versions share it only when their
 *     manifests say so
 */
public record EmbeddingSpec(int dimension, String spaceId) {
  private static final int DIGEST_PREFIX = "sha256:".length();
  private static final int DIGEST_SHOWN = 12;

  /** The space of a version whose manifest names none: its own, which no other version shares. */
  public static String ownSpace(ModelVersion version) {
    int end = Math.min(version.digest().length(), DIGEST_PREFIX + DIGEST_SHOWN);
    return version.model() + "@" + version.digest().substring(DIGEST_PREFIX, end);
  }
}

package io.hubstream.artifacts;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the {@link LocalArtifactCache}.
 *
 * @param root its folder
 * @param maxBytes what all versions in it may take together
 * @param settle how long the files of a version may appear late in a store before it is refused for
 *     what is missing
 */
public record CacheSettings(Path root, long maxBytes, Duration settle) {
  public CacheSettings {
    if (maxBytes < 1 || settle.isNegative()) {
      throw new IllegalArgumentException("a cache of %d bytes, %s".formatted(maxBytes, settle));
    }
  }
}

package io.hubstream.archive;

import java.time.Duration;

/**
 * When a file is closed: what comes first.
 *
 * @param bytes of its records, before they are compressed
 * @param age of its first record in this process
 */
public record ArchiveLimits(int bytes, Duration age) {
  public ArchiveLimits {
    if (bytes < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("limits must be positive: %d, %s".formatted(bytes, age));
    }
  }
}

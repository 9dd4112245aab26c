package io.hubstream.payload;

/**
 * What one payload may cost.
 *
 * @param maxBytes longest payload, in bytes; it is held in memory whole
 */
public record PayloadLimits(long maxBytes) {

  /** Java arrays end a little below 2 GiB. */
  private static final long MOST = Integer.MAX_VALUE - 16L;

  public PayloadLimits {
    if (maxBytes < 1 || maxBytes > MOST) {
      throw new IllegalArgumentException(
          "maxBytes = %d: must be 1 to %d".formatted(maxBytes, MOST));
    }
  }
}

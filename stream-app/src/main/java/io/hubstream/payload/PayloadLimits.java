package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Stage;

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

  /**
   * @throws BadRecordException PAYLOAD_TOO_LARGE
   */
  void require(long bytes) throws BadRecordException {
    if (bytes > maxBytes) {
      throw new BadRecordException(
          FailureKind.PAYLOAD_TOO_LARGE,
          Stage.PAYLOAD,
          "the payload has %d bytes; the limit is %d".formatted(bytes, maxBytes));
    }
  }
}

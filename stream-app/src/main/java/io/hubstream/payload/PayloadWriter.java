package io.hubstream.payload;

import io.hubstream.content.Payload;
import java.io.IOException;

/**
 * Brings payloads into a store, under names that are made of their digests: writing the same again
 * changes nothing. Safe for any thread.
 */
public interface PayloadWriter {
  /**
   * Writes a payload, unless it is there.
   *
   * @param sha256 of the bytes, 64 lower-case hexadecimal digits
   * @return a claim check on it
   * @throws IOException the store does not take it, or holds something else under its name
   */
  Payload.Reference write(byte[] bytes, String sha256) throws IOException;

  /** Names of a payload below a store's root, from the outside in. */
  static String[] names(String sha256) {
    return new String[] {"sha256", sha256.substring(0, 2), sha256};
  }
}

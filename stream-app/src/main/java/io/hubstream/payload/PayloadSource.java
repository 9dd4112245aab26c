package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.Payload;
import java.nio.ByteBuffer;

/** Reads the payload of a claim check. Safe for any thread. */
public interface PayloadSource {

  /**
   * @return the bytes, whose length and SHA-256 are those of the reference
   * @throws BadRecordException PAYLOAD_MISSING, PAYLOAD_TOO_LARGE, PAYLOAD_MISMATCH or
   *     PAYLOAD_REFUSED
   * @throws StoreUnavailableException the store itself is out of reach: an outage, no bad record
   */
  ByteBuffer fetch(Payload.Reference reference)
      throws BadRecordException, StoreUnavailableException, InterruptedException;

  /**
   * Whether the store that a failed fetch named answers again.
   *
   * @param store as {@link StoreUnavailableException#store()} gave it
   */
  boolean available(String store);
}

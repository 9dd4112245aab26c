package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.Payload;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

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
   * Where a payload would be fetched from. Asks nobody.
   *
   * @return the store, as {@link StoreUnavailableException#store()} gives it
   * @throws BadRecordException PAYLOAD_REFUSED or PAYLOAD_TOO_LARGE, as a fetch would
   */
  String store(Payload.Reference reference) throws BadRecordException;

  /**
   * Begins to fetch a payload, where this source can do that beside its caller.
   *
   * @param wanted whether the payload is still waited for
   */
  default Claim claim(Payload.Reference reference, BooleanSupplier wanted) {
    return new DirectClaim(this, reference);
  }

  /**
   * Whether the store that a failed fetch named answers again.
   *
   * @param store as {@link StoreUnavailableException#store()} gave it
   */
  boolean available(String store);
}

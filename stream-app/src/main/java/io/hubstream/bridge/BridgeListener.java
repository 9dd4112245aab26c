package io.hubstream.bridge;

import io.hubstream.content.SourcePosition;
import java.util.OptionalLong;

/** Whom a bridge tells what it did, after it is acknowledged. Nobody may block it for long. */
public interface BridgeListener {
  /** Nobody. */
  BridgeListener NONE = new BridgeListener() {};

  /**
   * A version was decided on.
   *
   * @param offset of the registry's row, where there is one
   */
  default void decided(Announcement announcement, Decision decision, OptionalLong offset) {}

  /** An announcement came again, or after a later one of the same version: nothing was done. */
  default void repeated(Announcement announcement) {}

  /** An event does not concern us. */
  default void passedOver() {}

  /** An event went to the dead letters. */
  default void deadLettered(SourcePosition position, String reason) {}

  /** Something is out of reach, and is tried again. */
  default void waiting(String reason) {}

  /** What was out of reach no longer is. */
  default void goesOn() {}
}

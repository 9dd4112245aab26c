package io.hubstream.azure;

import java.io.IOException;

/**
 * Blob storage did not do what it was asked for. It has no cause: what the SDK throws may hold
 * addresses with signatures.
 */
public final class BlobStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The status of no answer. */
  public static final int NO_ANSWER = 0;

  /** What became of the request. */
  public enum Kind {
    /** There is no such blob or container. */
    MISSING,
    /** The blob is another one than before: its ETag has changed. */
    CHANGED,
    /** The blob is there already, and was to be new. */
    EXISTS,
    /** The credentials do not suffice. */
    DENIED,
    /** The store is out of reach, busy, or answers in a way that was not expected. */
    UNAVAILABLE
  }

  private final Kind kind;
  private final int status;
  private final boolean placeAway;

  BlobStoreException(Kind kind, String message) {
    this(kind, message, NO_ANSWER);
  }

  BlobStoreException(Kind kind, String message, int status) {
    this(kind, message, status, false);
  }

  BlobStoreException(Kind kind, String message, int status, boolean placeAway) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.placeAway = placeAway;
  }

  public Kind kind() {
    return kind;
  }

  /** The HTTP status that came, or {@link #NO_ANSWER}. */
  public int status() {
    return status;
  }

  /** Whether it is the container or the account that is not there, or not there yet. */
  public boolean isPlaceAway() {
    return placeAway;
  }
}

package io.hubstream.azure;

import java.io.IOException;

/**
 * Blob storage did not do what it was asked for. It has no cause: what the SDK throws may hold
 * addresses with signatures.
 */
public final class BlobStoreException extends IOException {
  private static final long serialVersionUID = 1L;

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

  BlobStoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

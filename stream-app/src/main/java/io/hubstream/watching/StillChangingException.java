package io.hubstream.watching;

/** A folder has changed while it was copied. */
final class StillChangingException extends Exception {
  private static final long serialVersionUID = 1L;

  StillChangingException(FoundVersion found) {
    super(found.display() + " has changed while it was copied");
  }
}

package io.hubstream.serving;

/**
 * No complete set serves now, and none will for a while: a version is being exchanged. The record
 * is not to blame; whoever wanted it enriched gives it back and takes it in again later.
 */
public final class ServingPausedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServingPausedException(String message) {
    super(message);
  }
}

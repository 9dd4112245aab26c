package io.hubstream.serving;

import org.jspecify.annotations.Nullable;

/**
 * No complete set serves now, and none will for a while: a version is being exchanged. The record
 * is not to blame; whoever wanted it enriched gives it back and takes it in again later.
 */
public final class ServingPausedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServingPausedException(String message) {
    this(message, null);
  }

  public ServingPausedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.hubstream.importing;

/**
 * A text names no model that could be imported. The message says why, and which forms there are.
 */
public final class InvalidHandleException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidHandleException(String message) {
    super(message);
  }
}

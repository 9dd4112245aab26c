package io.hubstream.serving;

/**
 * A step of a model did not end within its time. It can't be interrupted, so its thread goes on
 * without anybody waiting, and closes the model when it ends.
 */
final class StillRunningException extends Exception {
  private static final long serialVersionUID = 1L;

  StillRunningException(String message) {
    super(message);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

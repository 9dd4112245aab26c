package io.hubstream.serving;

/**
 * A step of a model did not end within its time. It can't be interrupted, so its thread goes on
 * without anybody waiting, and closes the model when it ends.
 */
final class StillRunningException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient LateEnd end;

  StillRunningException(String message, LateEnd end) {
    super(message);
    this.end = end;
  }

  /** Comes when the model that the step holds has left the memory. */
  LateEnd end() {
    return end;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

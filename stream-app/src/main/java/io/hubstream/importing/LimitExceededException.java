package io.hubstream.importing;

import java.io.IOException;

/** More than is taken in from anybody; trying again is idle. */
final class LimitExceededException extends IOException {
  private static final long serialVersionUID = 1L;

  LimitExceededException(String message) {
    super(message);
  }
}

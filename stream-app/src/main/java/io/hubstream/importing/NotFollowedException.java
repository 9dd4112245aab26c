package io.hubstream.importing;

import java.io.IOException;

/** A service sends us where we do not go; asking again is idle. */
final class NotFollowedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotFollowedException(String message) {
    super(message);
  }
}

package io.hubstream.importing;

import java.io.IOException;

/** A service has answered, and that it does not give what was asked for. Asking again is idle. */
final class HttpStatusException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpStatusException(int status, String shownAddress) {
    super("%s answers with status %d".formatted(shownAddress, status));
    this.status = status;
  }

  int status() {
    return status;
  }
}

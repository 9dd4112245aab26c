package io.hubstream.decoding;

import org.jspecify.annotations.Nullable;

/**
 * No document can be parsed now: the parser is closed, or no process can be started. No fault of
 * the record that met it, which must be taken in again.
 */
public final class ParserUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ParserUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

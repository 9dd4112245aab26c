package io.hubstream.signing;

/** A text is not the key that was wanted. The message says what is wrong, and never quotes it. */
public final class KeyFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public KeyFormatException(String message) {
    super(message);
  }
}

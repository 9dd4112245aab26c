package io.hubstream.decoding;

/** A parser process ended, or had to be ended, while it had a document. */
final class ParserDiedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean timeout;

  ParserDiedException(boolean timeout, String message) {
    super(message);
    this.timeout = timeout;
  }

  /** Whether it was ended for its time limit. */
  boolean timeout() {
    return timeout;
  }
}

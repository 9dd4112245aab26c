package io.hubstream.bench.process;

/** A child process ended before its time or fell silent. The message holds the end of its log. */
public final class ChildFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChildFailedException(String message) {
    super(message);
  }
}

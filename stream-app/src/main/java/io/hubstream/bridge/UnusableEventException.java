package io.hubstream.bridge;

/** An event cannot become an update, now or later. The message says why and what to do. */
public final class UnusableEventException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableEventException(String reason) {
    super(reason);
  }

  /** Why. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

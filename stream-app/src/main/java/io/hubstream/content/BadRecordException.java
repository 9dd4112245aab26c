package io.hubstream.content;

/**
 * This one record cannot be enriched: it goes to the dead letters, and nothing beside it is harmed.
 * The message says what, where and why; it never holds content or secrets.
 */
public final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final Stage stage;

  public BadRecordException(FailureKind kind, Stage stage, String message) {
    this(kind, stage, message, null);
  }

  public BadRecordException(
      FailureKind kind,
      Stage stage,
      String message,
      @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.stage = stage;
  }

  public FailureKind kind() {
    return kind;
  }

  public Stage stage() {
    return stage;
  }
}

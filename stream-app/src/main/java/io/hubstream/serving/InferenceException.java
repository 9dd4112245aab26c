package io.hubstream.serving;

import org.jspecify.annotations.Nullable;

/** A run failed. The kind decides what happens next. */
public final class InferenceException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is to blame. */
  public enum Kind {
    /** Some row of the batch: bisect. */
    INPUT,
    /** The batch was too large for the memory: halve it. */
    OUT_OF_MEMORY,
    /** The device or the runtime: fatal to the task, never a dead letter. */
    DEVICE
  }

  private final Kind kind;

  public InferenceException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

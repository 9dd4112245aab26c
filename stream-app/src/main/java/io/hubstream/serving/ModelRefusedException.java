package io.hubstream.serving;

import org.jspecify.annotations.Nullable;

/** A model version does not deserve to serve. The message is the reason that the audit shows. */
public final class ModelRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public ModelRefusedException(String reason) {
    this(reason, null);
  }

  public ModelRefusedException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }

  /** The reason, for people; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

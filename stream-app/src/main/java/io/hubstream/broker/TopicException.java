package io.hubstream.broker;

import org.jspecify.annotations.Nullable;

/** A topic could not be made, described or reached. The message names it. */
public final class TopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TopicException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

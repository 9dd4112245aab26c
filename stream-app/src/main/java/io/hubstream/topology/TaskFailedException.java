package io.hubstream.topology;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task cannot go on: the stream thread dies, its transaction aborts, and nothing that it took in
 * counts as consumed. Where a payload store is out of reach, {@link #store()} names it: processing
 * then pauses until the store answers.
 */
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String store;

  TaskFailedException(String message, @Nullable Throwable cause) {
    this(message, null, cause);
  }

  TaskFailedException(String message, @Nullable String store, @Nullable Throwable cause) {
    super(message, cause);
    this.store = store;
  }

  /** The store whose outage failed the task. */
  public Optional<String> store() {
    return Optional.ofNullable(store);
  }
}

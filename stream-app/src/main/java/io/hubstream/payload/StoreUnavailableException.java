package io.hubstream.payload;

import org.jspecify.annotations.Nullable;

/** A payload store is down. The transaction is given up and processing pauses until it answers. */
public final class StoreUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String store;

  public StoreUnavailableException(String store, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.store = store;
  }

  /** Which store: a root path or a host; never credentials. */
  public String store() {
    return store;
  }
}

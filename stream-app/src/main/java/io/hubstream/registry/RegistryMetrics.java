package io.hubstream.registry;

/**
 * What this package tells a meter registry. Implemented by {@code metrics}; any thread may call.
 */
public interface RegistryMetrics {
  RegistryMetrics NONE = new RegistryMetrics() {};

  /** A row could not be read. */
  default void unreadableRow() {}

  /** A row lost against the state in force. */
  default void conflict() {}

  /** A state was published again. */
  default void reasserted() {}

  /** The reader lost the broker, and tries again. */
  default void disconnected() {}

  /** Offset of the next row to read. */
  default void position(long offset) {}
}

package io.hubstream.audit;

/**
 * What this package tells a meter registry. Implemented by {@code metrics}; any thread may call.
 */
public interface AuditMetrics {
  AuditMetrics NONE = new AuditMetrics() {};

  /** An event reached the audit topic. */
  default void published() {}

  /** An event is lost: the buffer was full, or the broker refused it. */
  default void lost() {}
}

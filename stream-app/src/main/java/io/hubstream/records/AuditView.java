package io.hubstream.records;

import io.hubstream.content.Span;
import io.hubstream.serving.LifecycleEvent;
import java.time.Instant;
import java.util.Optional;

/** An audit event as it was read back from the audit topic. */
public sealed interface AuditView {
  /** Its identity, equal to the Kafka key. */
  String id();

  /** The instance that wrote it. */
  String instance();

  Instant at();

  /** Offsets that one set of model versions made. */
  record SpanView(String id, String instance, Instant at, boolean atLeastOnce, Span span)
      implements AuditView {}

  /**
   * A step in the life of a model version.
   *
   * @param environment what it ran on; empty where its writer did not say
   */
  record LifecycleView(
      String id,
      String instance,
      Instant at,
      LifecycleEvent event,
      Optional<RuntimeEnvironment> environment)
      implements AuditView {}
}

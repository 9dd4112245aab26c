package io.hubstream.schemas;

/**
 * Writes and reads {@link ModelAudit}; for {@code default.value.serde} in the properties of Kafka
 * Streams.
 */
public final class ModelAuditSerde extends EventSerde<ModelAudit> {

  /** Called by Kafka when a configuration names this class. */
  public ModelAuditSerde() {
    super(ModelAudit.class, EventKind.AUDIT);
  }
}

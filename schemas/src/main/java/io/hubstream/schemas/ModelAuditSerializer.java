package io.hubstream.schemas;

/** Writes {@link ModelAudit}; for {@code value.serializer} in a producer's properties. */
public final class ModelAuditSerializer extends EventSerializer<ModelAudit> {

  /** Called by Kafka when a configuration names this class. */
  public ModelAuditSerializer() {
    super(ModelAudit.class, EventKind.AUDIT);
  }
}

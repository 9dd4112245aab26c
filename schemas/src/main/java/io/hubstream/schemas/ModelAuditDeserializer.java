package io.hubstream.schemas;

/** Reads {@link ModelAudit}; for {@code value.deserializer} in a consumer's properties. */
public final class ModelAuditDeserializer extends EventDeserializer<ModelAudit> {

  /** Called by Kafka when a configuration names this class. */
  public ModelAuditDeserializer() {
    super(ModelAudit.class, EventKind.AUDIT);
  }
}

package io.hubstream.schemas;

/** Reads {@link EnrichedContent}; for {@code value.deserializer} in a consumer's properties. */
public final class EnrichedContentDeserializer extends EventDeserializer<EnrichedContent> {

  /** Called by Kafka when a configuration names this class. */
  public EnrichedContentDeserializer() {
    super(EnrichedContent.class, EventKind.ENRICHED);
  }
}

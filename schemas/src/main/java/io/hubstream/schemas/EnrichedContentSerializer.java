package io.hubstream.schemas;

/** Writes {@link EnrichedContent}; for {@code value.serializer} in a producer's properties. */
public final class EnrichedContentSerializer extends EventSerializer<EnrichedContent> {

  /** Called by Kafka when a configuration names this class. */
  public EnrichedContentSerializer() {
    super(EnrichedContent.class, EventKind.ENRICHED);
  }
}

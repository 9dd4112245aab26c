package io.hubstream.schemas;

/**
 * Writes and reads {@link EnrichedContent}; for {@code default.value.serde} in the properties of
 * Kafka Streams.
 */
public final class EnrichedContentSerde extends EventSerde<EnrichedContent> {

  /** Called by Kafka when a configuration names this class. */
  public EnrichedContentSerde() {
    super(EnrichedContent.class, EventKind.ENRICHED);
  }
}

package io.hubstream.schemas;

/**
 * Writes and reads {@link ContentEvent}; for {@code default.value.serde} in the properties of Kafka
 * Streams.
 */
public final class ContentEventSerde extends EventSerde<ContentEvent> {

  /** Called by Kafka when a configuration names this class. */
  public ContentEventSerde() {
    super(ContentEvent.class, EventKind.CONTENT);
  }
}

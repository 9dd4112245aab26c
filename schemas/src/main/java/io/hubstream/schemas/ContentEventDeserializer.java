package io.hubstream.schemas;

/** Reads {@link ContentEvent}; for {@code value.deserializer} in a consumer's properties. */
public final class ContentEventDeserializer extends EventDeserializer<ContentEvent> {

  /** Called by Kafka when a configuration names this class. */
  public ContentEventDeserializer() {
    super(ContentEvent.class, EventKind.CONTENT);
  }
}

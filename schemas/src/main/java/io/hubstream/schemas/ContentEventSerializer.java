package io.hubstream.schemas;

/** Writes {@link ContentEvent}; for {@code value.serializer} in a producer's properties. */
public final class ContentEventSerializer extends EventSerializer<ContentEvent> {

  /** Called by Kafka when a configuration names this class. */
  public ContentEventSerializer() {
    super(ContentEvent.class, EventKind.CONTENT);
  }
}

package io.hubstream.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Both directions for one record, in the wire format that {@link WireConfig} says; until it is
 * configured, in Avro's single-object encoding.
 *
 * <p>Owner: whoever made it; once it is configured any thread may call it, several at once. {@code
 * close} does nothing.
 *
 * @param <T> the generated class
 */
public class EventSerde<T extends SpecificRecordBase> implements Serde<T> {

  private final EventSerializer<T> serializer;
  private final EventDeserializer<T> deserializer;

  /** Writes and reads {@code type}. */
  EventSerde(Class<T> type, EventKind kind) {
    this.serializer = new EventSerializer<>(type, kind);
    this.deserializer = new EventDeserializer<>(type, kind);
  }

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    serializer.configure(settings, isKey);
    deserializer.configure(settings, isKey);
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }
}

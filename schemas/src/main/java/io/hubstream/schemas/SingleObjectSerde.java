package io.hubstream.schemas;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Both directions of Avro's single-object encoding for one record.
 *
 * <p>Owner: whoever made it; any thread may call it, several at once. {@code close} does nothing.
 *
 * @param <T> the generated class
 */
public class SingleObjectSerde<T extends SpecificRecordBase> implements Serde<T> {

  private final SingleObjectSerializer<T> serializer;
  private final SingleObjectDeserializer<T> deserializer;

  /** Writes and reads {@code type}. */
  public SingleObjectSerde(Class<T> type) {
    this.serializer = new SingleObjectSerializer<>(type);
    this.deserializer = new SingleObjectDeserializer<>(type);
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

package io.hubstream.schemas;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in Avro's single-object encoding, with today's schema version. Null gives null.
 *
 * <p>Owner: whoever made it; any thread may call it, several at once. {@code close} does nothing.
 *
 * @param <T> the generated class
 */
public class SingleObjectSerializer<T extends SpecificRecordBase> implements Serializer<T> {

  static {
    TrustedRecords.register();
  }

  private final String name;
  private final MessageEncoder<T> encoder;

  /** Writes {@code type}. */
  public SingleObjectSerializer(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.name = schema.getFullName();
    this.encoder = new BinaryMessageEncoder<>(model, schema);
  }

  /**
   * Writes one record.
   *
   * @throws SerializationException if the record does not fit its schema, as when a field that must
   *     be there is null
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T data) {
    if (data == null) {
      return null;
    }
    try {
      // The buffer is a copy of exactly the message, so its array is the message.
      return encoder.encode(data).array();
    } catch (IOException | RuntimeException e) {
      // Without the cause: Avro's messages about a value that does not fit can show the value.
      throw new SerializationException(
          "cannot write %s to topic %s: %s".formatted(name, topic, reason(e)));
    }
  }

  private static String reason(Exception e) {
    // Avro's message for a missing value names the field only.
    return e instanceof NullPointerException
        ? String.valueOf(e.getMessage())
        : "a value does not fit the schema (" + e.getClass().getSimpleName() + ")";
  }
}

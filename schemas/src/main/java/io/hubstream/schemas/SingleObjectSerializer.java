package io.hubstream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
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

  /** Holds a result with one vector of some 1,500 components. */
  private static final int INITIAL_BYTES = 8_192;

  private final String name;
  private final byte[] header;
  private final DatumWriter<T> writer;

  /** Writes {@code type}. */
  public SingleObjectSerializer(Class<T> type) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    this.name = schema.getFullName();
    this.header = SingleObjectHeader.of(schema);
    this.writer = new SpecificDatumWriter<>(schema, withGeneratedCode(model));
  }

  /**
   * A model that lets the generated classes write themselves, which costs less than reflection on
   * the schema.
   */
  private static SpecificData withGeneratedCode(SpecificData model) {
    SpecificData fast = new SpecificData();
    model.getConversions().forEach(fast::addLogicalTypeConversion);
    fast.setCustomCoders(true);
    return fast;
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
      return encode(data);
    } catch (IOException | RuntimeException e) {
      // Without the cause: Avro's messages about a value that does not fit can show the value.
      throw new SerializationException(
          "cannot write %s to topic %s: %s".formatted(name, topic, reason(e)));
    }
  }

  // A buffered encoder, since writing a vector float by float to a stream is slow; and a new one
  // each time, since one that was kept for a thread would keep its largest record.
  private byte[] encode(T data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    bytes.writeBytes(header);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    writer.write(data, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static String reason(Exception e) {
    // Avro's message for a missing value names the field only.
    return e instanceof NullPointerException
        ? String.valueOf(e.getMessage())
        : "a value does not fit the schema (" + e.getClass().getSimpleName() + ")";
  }
}

package io.hubstream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records with today's schema version, in the wire format that {@link WireConfig} says;
 * until it is configured, and without such a setting, in Avro's single-object encoding. Null gives
 * null.
 *
 * <p>Owner: whoever made it; once it is configured any thread may call it, several at once. {@code
 * close} does nothing.
 *
 * @param <T> the generated class
 */
public class EventSerializer<T extends SpecificRecordBase> implements Serializer<T> {

  static {
    TrustedRecords.register();
  }

  /** Holds a result with one vector of some 1,500 components. */
  private static final int INITIAL_BYTES = 8_192;

  private final Schema schema;
  private final EventKind kind;
  private final WireFrame singleObject;
  private final DatumWriter<T> writer;
  private volatile @Nullable Frames frames;
  private volatile Optional<String> registry = Optional.empty();

  /** Writes {@code type}. */
  EventSerializer(Class<T> type, EventKind kind) {
    SpecificData model = SpecificData.getForClass(type);
    this.schema = model.getSchema(type);
    this.kind = kind;
    this.singleObject = WireFrame.singleObject(schema);
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
   * Takes the wire format from {@link WireConfig} settings among others.
   *
   * @throws ConfigException one of them makes no sense, or it is to write keys
   */
  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    EventKeys.refuse(isKey, schema);
    WireConfig config = new WireConfig(settings);
    WireFormat format = config.format(kind);
    if (format != WireFormat.SINGLE_OBJECT) {
      use(format, SchemaRegistries.of(format, config), config.autoRegister());
    }
  }

  void use(WireFormat format, SchemaRegistry found, boolean autoRegister) {
    registry = Optional.of(found.name());
    frames = new Frames(format, found, schema, autoRegister);
  }

  /**
   * Name of the registry that the wire format needs; empty where it needs none. As {@link
   * SchemaRegistryUnavailableException#registry()} names it.
   */
  public Optional<String> registry() {
    return registry;
  }

  /**
   * What surrounds the records of a topic, for whoever writes the Avro binary himself. At the first
   * time the schema is registered, or looked up, where the wire format needs it.
   *
   * @throws SchemaRegistryUnavailableException the registry gives no answer, or lets nobody in
   * @throws SchemaRegistryRefusedException the registry does not want the schema, or lacks it and
   *     may not be given it
   */
  public WireFrame frame(String topic) {
    Frames known = frames;
    return known == null ? singleObject : known.of(topic);
  }

  /**
   * Writes one record where no header can be written.
   *
   * @throws SerializationException if the record does not fit its schema, or the wire format needs
   *     a header
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T data) {
    if (data == null) {
      return null;
    }
    WireFrame frame = frame(topic);
    if (frame.hasHeader()) {
      throw new SerializationException(
          message(topic, "the wire format needs a header, and there is no place for it here"));
    }
    return encode(topic, frame, data);
  }

  /**
   * Writes one record, and its header where the wire format has one.
   *
   * @throws SerializationException if the record does not fit its schema, as when a field that must
   *     be there is null
   * @throws SchemaRegistryUnavailableException the registry does not say which id the schema has
   */
  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T data) {
    if (data == null) {
      return null;
    }
    WireFrame frame = frame(topic);
    frame.addTo(headers);
    return encode(topic, frame, data);
  }

  private byte[] encode(String topic, WireFrame frame, T data) {
    try {
      return encode(frame, data);
    } catch (IOException | RuntimeException e) {
      // Without the cause: Avro's messages about a value that does not fit can show the value.
      throw new SerializationException(message(topic, reason(e)));
    }
  }

  private String message(String topic, String reason) {
    return "cannot write %s to topic %s: %s".formatted(schema.getFullName(), topic, reason);
  }

  // A buffered encoder, since writing a vector float by float to a stream is slow; and a new one
  // each time, since one that was kept for a thread would keep its largest record.
  private byte[] encode(WireFrame frame, T data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    bytes.writeBytes(frame.prefix());
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

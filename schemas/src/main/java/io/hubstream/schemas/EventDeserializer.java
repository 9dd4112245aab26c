package io.hubstream.schemas;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of today's schema version and of every older one, in the wire format that {@link
 * WireConfig} says; until it is configured, and without such a setting, in Avro's single-object
 * encoding. Where a registry knows the writer's schema, it may be a newer one too. Null gives null.
 *
 * <p>Owner: whoever made it; once it is configured any thread may call it, several at once. {@code
 * close} does nothing.
 *
 * <p>{@code bytes} fields are views of the array that was given: they cost no copy, keep the whole
 * array alive and are valid as long as nobody changes it. Read them by position and limit; {@code
 * array()} on them is the whole record.
 *
 * @param <T> the generated class
 */
public class EventDeserializer<T extends SpecificRecordBase> implements Deserializer<T> {
  private static final Headers NO_HEADERS = noHeaders();

  static {
    TrustedRecords.register();
  }

  private final RecordType<T> type;
  private volatile Framing<T> framing;
  private volatile @Nullable RegistryCheck registry;

  /** Reads {@code type} from every schema version that this jar knows. */
  EventDeserializer(Class<T> type, EventKind kind) {
    this(RecordType.of(type, kind), Optional.empty());
  }

  /** Reads {@code type} from {@code olderVersions} and from the type's own schema. */
  EventDeserializer(Class<T> type, EventKind kind, List<Schema> olderVersions) {
    this(RecordType.of(type, kind), Optional.of(olderVersions));
  }

  private EventDeserializer(RecordType<T> type, Optional<List<Schema>> olderVersions) {
    this.type = type;
    this.framing =
        new SingleObjectFraming<>(
            type, olderVersions.orElseGet(() -> SchemaHistory.of(type.schema()).versions()));
  }

  private static Headers noHeaders() {
    RecordHeaders headers = new RecordHeaders();
    headers.setReadOnly();
    return headers;
  }

  /**
   * Takes the wire format from {@link WireConfig} settings among others.
   *
   * @throws ConfigException one of them makes no sense, or it is to read keys
   */
  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    EventKeys.refuse(isKey, type.schema());
    WireConfig config = new WireConfig(settings);
    WireFormat format = config.format(type.kind());
    if (format != WireFormat.SINGLE_OBJECT) {
      use(format, SchemaRegistries.of(format, config), config.cacheSize());
    }
  }

  void use(WireFormat format, SchemaRegistry found, int cacheSize) {
    WriterReaders<T> readers = new WriterReaders<>(type, found, cacheSize);
    registry = new RegistryCheck(format, found, type.schema());
    framing =
        format == WireFormat.AZURE
            ? new AzureFraming<>(type, readers)
            : new ConfluentFraming<>(type, readers);
  }

  /**
   * Name of the registry that the wire format needs; empty where it needs none. As {@link
   * SchemaRegistryUnavailableException#registry()} names it.
   */
  public Optional<String> registry() {
    return Optional.ofNullable(registry).map(RegistryCheck::name);
  }

  /**
   * Asks the registry something, so that one that gives no answer is found out before the first
   * record; does nothing where the wire format needs none.
   *
   * @throws SchemaRegistryUnavailableException the registry gives no answer, or lets nobody in
   * @throws SchemaRegistryRefusedException the registry does not understand the question
   */
  public void check(String topic) {
    RegistryCheck known = registry;
    if (known != null) {
      known.ask(topic);
    }
  }

  /** As {@link #deserialize(String, Headers, byte[])}, of a record without headers. */
  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] data) {
    return deserialize(topic, NO_HEADERS, data);
  }

  /**
   * Reads one record.
   *
   * @throws SerializationException if the bytes are not such a record: another wire format, a
   *     schema version that nobody knows, or damaged
   * @throws SchemaRegistryUnavailableException the registry does not say what the record's schema
   *     is; the record may be a good one
   */
  @Override
  public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] data) {
    if (data == null) {
      return null;
    }
    Framing<T> opened = framing;
    DatumReader<T> reader = opened.reader(topic, headers, data);
    ArrayDecoder decoder = new ArrayDecoder(data, opened.bodyOffset());
    T value = read(reader, decoder, topic);
    if (decoder.remainingBytes() > 0) {
      throw type.failure(
          topic, decoder.remainingBytes() + " bytes follow the record: it is damaged");
    }
    return value;
  }

  private T read(DatumReader<T> reader, ArrayDecoder decoder, String topic) {
    try {
      return reader.read(null, decoder);
    } catch (AvroTypeException e) {
      throw new SerializationException(
          type.message(
              topic, "its schema does not resolve to this version's: use a newer one, or mend it"),
          e);
    } catch (IOException | RuntimeException e) {
      // Damaged bytes can make any of Avro's steps fail, in any way.
      throw new SerializationException(type.message(topic, "the record is damaged"), e);
    }
  }
}

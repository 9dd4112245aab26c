package io.hubstream.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Avro's single-object encoding, of today's schema version and of every older one.
 * Null gives null.
 *
 * <p>Owner: whoever made it; any thread may call it, several at once. {@code close} does nothing.
 *
 * <p>{@code bytes} fields are views of the array that was given: they cost no copy, keep the whole
 * array alive and are valid as long as nobody changes it. Read them by position and limit; {@code
 * array()} on them is the whole record.
 *
 * @param <T> the generated class
 */
public class SingleObjectDeserializer<T extends SpecificRecordBase> implements Deserializer<T> {

  static {
    TrustedRecords.register();
  }

  private final String name;
  private final Map<Long, DatumReader<T>> readersByFingerprint = new LinkedHashMap<>();

  /** Reads {@code type} from every schema version that this jar knows. */
  public SingleObjectDeserializer(Class<T> type) {
    this(type, SchemaHistory.of(SpecificData.get().getSchema(type)).versions());
  }

  /** Reads {@code type} from {@code olderVersions} and from the type's own schema. */
  SingleObjectDeserializer(Class<T> type, List<Schema> olderVersions) {
    SpecificData model = SpecificData.getForClass(type);
    Schema current = model.getSchema(type);
    this.name = current.getFullName();
    olderVersions.forEach(writer -> addWriter(model, writer, current));
    addWriter(model, current, current);
  }

  private void addWriter(SpecificData model, Schema writer, Schema current) {
    long fingerprint = SchemaNormalization.parsingFingerprint64(writer);
    try {
      // Of a builder of its own, and not the model's reader, which is built at the first record:
      // this one is whole before any thread can use it, and shares nothing that changes.
      DatumReader<T> reader = new FastReaderBuilder(model).createDatumReader(writer, current);
      readersByFingerprint.put(fingerprint, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s as %s".formatted(writer, current), e);
    }
  }

  /**
   * Reads one record.
   *
   * @throws SerializationException if the bytes are not such a record: another wire format, a
   *     schema version that this jar does not know, or damaged
   */
  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] data) {
    if (data == null) {
      return null;
    }
    DatumReader<T> reader = readerFor(fingerprint(topic, data), topic);
    ArrayDecoder decoder = new ArrayDecoder(data, SingleObjectHeader.BYTES);
    T value = read(reader, decoder, topic);
    if (decoder.remainingBytes() > 0) {
      throw failure(topic, decoder.remainingBytes() + " bytes follow the record: it is damaged");
    }
    return value;
  }

  private T read(DatumReader<T> reader, ArrayDecoder decoder, String topic) {
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // Damaged bytes can make any of Avro's steps fail, in any way.
      throw new SerializationException(message(topic, "the record is damaged"), e);
    }
  }

  private long fingerprint(String topic, byte[] data) {
    if (data.length < SingleObjectHeader.BYTES) {
      throw failure(
          topic,
          "%d bytes are less than the header of %d"
              .formatted(data.length, SingleObjectHeader.BYTES));
    }
    int marker = SingleObjectHeader.marker(data);
    if (marker != SingleObjectHeader.MARKER) {
      throw failure(
          topic,
          "it starts with %04X and not with C301: write it with HubstreamSerdes, or read it with the wire format that the producer uses"
              .formatted(marker));
    }
    return SingleObjectHeader.fingerprint(data);
  }

  private DatumReader<T> readerFor(long fingerprint, String topic) {
    DatumReader<T> reader = readersByFingerprint.get(fingerprint);
    if (reader == null) {
      throw failure(
          topic,
          "its schema has the fingerprint %016x, which is none of the known %s: use a newer version of the schemas, or check that the topic holds this record"
              .formatted(fingerprint, known()));
    }
    return reader;
  }

  private String known() {
    return readersByFingerprint.keySet().stream()
        .map("%016x"::formatted)
        .collect(Collectors.joining(", "));
  }

  private SerializationException failure(String topic, String reason) {
    return new SerializationException(message(topic, reason));
  }

  private String message(String topic, String reason) {
    return "cannot read %s from topic %s: %s".formatted(name, topic, reason);
  }
}

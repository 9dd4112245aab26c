package io.hubstream.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;

/** Writing and reading in one line, for tests. */
final class Wire {

  static final String TOPIC = "a-topic";

  /** The record of each topic. */
  static final List<Class<? extends SpecificRecordBase>> TYPES =
      List.of(ContentEvent.class, EnrichedContent.class, ModelAudit.class, ModelDesiredState.class);

  private Wire() {}

  @SuppressWarnings("unchecked")
  static <T extends SpecificRecordBase> Class<T> type(T value) {
    return (Class<T>) value.getClass();
  }

  static <T extends SpecificRecordBase> byte[] write(T value) {
    return new EventSerializer<>(type(value), EventKind.CONTENT).serialize(TOPIC, value);
  }

  static <T extends SpecificRecordBase> T read(Class<T> type, byte[] bytes) {
    return new EventDeserializer<>(type, EventKind.CONTENT).deserialize(TOPIC, bytes);
  }

  /** Writes with a schema that the generated classes do not have. */
  static byte[] write(Schema writer, GenericRecord value) {
    try {
      return new BinaryMessageEncoder<GenericRecord>(GenericData.get(), writer)
          .encode(value)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

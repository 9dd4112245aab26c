package io.hubstream.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;

/**
 * The record that a topic of ours holds, as this jar knows it, and the words for one that cannot be
 * read.
 *
 * @param model of the generated classes
 * @param schema today's
 * @param kind of its topic
 * @param <T> the generated class
 */
record RecordType<T extends SpecificRecordBase>(SpecificData model, Schema schema, EventKind kind) {

  static <T extends SpecificRecordBase> RecordType<T> of(Class<T> type, EventKind kind) {
    SpecificData model = SpecificData.getForClass(type);
    return new RecordType<>(model, model.getSchema(type), kind);
  }

  /** Reads what was written with a schema, as far as it resolves to today's. */
  DatumReader<T> reader(Schema writer) {
    try {
      // Of a builder of its own, and not the model's reader, which is built at the first record:
      // this one is whole before any thread can use it, and shares nothing that changes.
      return new FastReaderBuilder(model).createDatumReader(writer, schema);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read %s as %s".formatted(writer, schema), e);
    }
  }

  String message(String topic, String reason) {
    return "cannot read %s from topic %s: %s".formatted(schema.getFullName(), topic, reason);
  }

  SerializationException failure(String topic, String reason) {
    return new SerializationException(message(topic, reason));
  }

  /** A record that is not framed as the settings say. */
  SerializationException wrongFraming(
      String topic, WireFormat wanted, Headers headers, byte[] data) {
    SeenFraming seen = SeenFraming.of(headers, data);
    String advice =
        seen.format()
            .filter(format -> format != wanted)
            .map(
                format ->
                    "set %s=%s, or let its producer write %s"
                        .formatted(kind.formatSetting(), format, wanted))
            .orElse(
                "let its producer write %s with the serializers of Hubstream".formatted(wanted));
    return failure(
        topic,
        "%s, but %s is %s: %s".formatted(seen.words(), kind.formatSetting(), wanted, advice));
  }
}

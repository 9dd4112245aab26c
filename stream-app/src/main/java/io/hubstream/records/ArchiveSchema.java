package io.hubstream.records;

import io.hubstream.content.SourcePosition;
import io.hubstream.schemas.ModelAudit;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schema of an archived record: what stood in the topic, and beside it the event that it holds,
 * so that any Avro reader can read it without Hubstream.
 */
final class ArchiveSchema {
  private static final Schema BYTES =
      Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.BYTES));

  private static final Schema HEADER =
      SchemaBuilder.record("ArchivedHeader")
          .namespace("io.hubstream.archive")
          .fields()
          .requiredString("key")
          .name("value")
          .type(BYTES)
          .noDefault()
          .endRecord();

  static final Schema RECORD =
      SchemaBuilder.record("ArchivedRecord")
          .namespace("io.hubstream.archive")
          .doc("A record of the audit topic as it stood there; event is what value holds.")
          .fields()
          .requiredString("topic")
          .requiredInt("partition")
          .requiredLong("offset")
          .name("timestamp")
          .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
          .noDefault()
          .requiredString("timestampType")
          .name("key")
          .type(BYTES)
          .noDefault()
          .name("headers")
          .type(Schema.createArray(HEADER))
          .noDefault()
          .name("value")
          .type(BYTES)
          .noDefault()
          .name("event")
          .doc("Null where the value is null, or no event that the archiver could read.")
          .type(Schema.createUnion(Schema.create(Schema.Type.NULL), ModelAudit.getClassSchema()))
          .noDefault()
          .endRecord();

  private ArchiveSchema() {}

  static IndexedRecord toAvro(ArchivedRecord record, @Nullable ModelAudit event) {
    GenericData.Record avro = new GenericData.Record(RECORD);
    avro.put("topic", record.position().topic());
    avro.put("partition", record.position().partition());
    avro.put("offset", record.position().offset());
    avro.put("timestamp", Instant.ofEpochMilli(record.timestamp()));
    avro.put("timestampType", record.timestampType());
    avro.put("key", buffer(record.key()));
    List<IndexedRecord> headers = new ArrayList<>();
    for (ArchivedRecord.Header header : record.headers()) {
      GenericData.Record one = new GenericData.Record(HEADER);
      one.put("key", header.key());
      one.put("value", buffer(header.value()));
      headers.add(one);
    }
    avro.put("headers", headers);
    avro.put("value", buffer(record.value()));
    avro.put("event", event);
    return avro;
  }

  static ArchivedRecord fromAvro(GenericData.Record avro) {
    List<ArchivedRecord.Header> headers = new ArrayList<>();
    for (Object each : (List<?>) avro.get("headers")) {
      GenericData.Record header = (GenericData.Record) each;
      headers.add(
          new ArchivedRecord.Header(header.get("key").toString(), bytes(header.get("value"))));
    }
    return new ArchivedRecord(
        new SourcePosition(
            avro.get("topic").toString(),
            (Integer) avro.get("partition"),
            (Long) avro.get("offset")),
        ((Instant) avro.get("timestamp")).toEpochMilli(),
        avro.get("timestampType").toString(),
        bytes(avro.get("key")),
        bytes(avro.get("value")),
        headers);
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}

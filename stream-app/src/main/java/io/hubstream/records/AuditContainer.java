package io.hubstream.records;

import io.hubstream.content.SourcePosition;
import io.hubstream.schemas.ModelAudit;
import io.hubstream.schemas.ModelAuditDeserializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Records of the audit topic as an Avro object container file, deflated, and back.
 *
 * @param metadata of the file's header, without Avro's own
 * @param records in their order
 * @param contradictions the records whose event is not what their value holds
 */
public record AuditContainer(
    Map<String, String> metadata,
    List<ArchivedRecord> records,
    List<SourcePosition> contradictions) {
  private static final ModelAuditDeserializer EVENTS = new ModelAuditDeserializer();
  private static final String AVRO = "avro.";
  private static final int BLOCK_BYTES = 64 * 1024;
  private static final long OWN_SCHEMA =
      SchemaNormalization.parsingFingerprint64(ArchiveSchema.RECORD);

  // Also makes the generated classes known to Avro as those that it may make.
  private static final SpecificData MODEL = SpecificData.getForClass(ModelAudit.class);

  public AuditContainer {
    metadata = Map.copyOf(metadata);
    records = List.copyOf(records);
    contradictions = List.copyOf(contradictions);
  }

  /** A file. */
  public static byte[] write(Map<String, String> metadata, List<ArchivedRecord> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<IndexedRecord> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(ArchiveSchema.RECORD, MODEL))) {
      writer.setCodec(CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
      writer.setSyncInterval(BLOCK_BYTES);
      new TreeMap<>(metadata).forEach(writer::setMeta);
      writer.create(ArchiveSchema.RECORD, bytes);
      for (ArchivedRecord record : records) {
        writer.append(ArchiveSchema.toAvro(record, event(record)));
      }
    } catch (IOException e) {
      throw new IllegalStateException("an array takes every byte", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a file.
   *
   * @throws IOException it is no such file, or damaged
   */
  public static AuditContainer read(byte[] file) throws IOException {
    try (DataFileReader<GenericData.Record> reader =
        new DataFileReader<>(
            new SeekableByteArrayInput(file),
            new SpecificDatumReader<>(null, ArchiveSchema.RECORD, MODEL))) {
      Map<String, String> metadata = new TreeMap<>();
      for (String key : reader.getMetaKeys()) {
        if (!key.startsWith(AVRO)) {
          metadata.put(key, new String(reader.getMeta(key), StandardCharsets.UTF_8));
        }
      }
      // Whoever wrote with an older schema may have met values that only we can read.
      boolean knewAll = SchemaNormalization.parsingFingerprint64(reader.getSchema()) == OWN_SCHEMA;
      List<ArchivedRecord> records = new ArrayList<>();
      List<SourcePosition> contradictions = new ArrayList<>();
      while (reader.hasNext()) {
        GenericData.Record avro = reader.next();
        ArchivedRecord record = ArchiveSchema.fromAvro(avro);
        records.add(record);
        if (contradicts(avro.get("event"), event(record), knewAll)) {
          contradictions.add(record.position());
        }
      }
      return new AuditContainer(metadata, records, contradictions);
    } catch (AvroRuntimeException | ClassCastException | IllegalArgumentException e) {
      throw new IOException("it is no archive file, or damaged: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new IOException("it asks for more memory than there is: it is damaged", e);
    }
  }

  private static boolean contradicts(
      @Nullable Object event, @Nullable ModelAudit held, boolean knewAll) {
    return event == null ? held != null && knewAll : !event.equals(held);
  }

  /** What a value holds; null where it holds no event that is known here. */
  private static @Nullable ModelAudit event(ArchivedRecord record) {
    try {
      return EVENTS.deserialize(record.position().topic(), record.value());
    } catch (SerializationException e) {
      return null;
    }
  }
}

package io.hubstream.schemas;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/**
 * Opens records in Avro's single-object encoding, of every schema version that it was given.
 *
 * <p>Owner thread: none; any may call. It does not change.
 */
final class SingleObjectFraming<T extends SpecificRecordBase> implements Framing<T> {
  private final RecordType<T> type;
  private final Map<Long, DatumReader<T>> readersByFingerprint = new LinkedHashMap<>();

  // Of nearly every record; it is found without making an object of its fingerprint.
  private final long todaysFingerprint;
  private final DatumReader<T> todaysReader;

  SingleObjectFraming(RecordType<T> type, List<Schema> olderVersions) {
    this.type = type;
    olderVersions.forEach(this::addWriter);
    this.todaysFingerprint = SchemaNormalization.parsingFingerprint64(type.schema());
    this.todaysReader = type.reader(type.schema());
    readersByFingerprint.put(todaysFingerprint, todaysReader);
  }

  private void addWriter(Schema writer) {
    readersByFingerprint.put(SchemaNormalization.parsingFingerprint64(writer), type.reader(writer));
  }

  @Override
  public DatumReader<T> reader(String topic, Headers headers, byte[] data) {
    if (data.length < SingleObjectHeader.BYTES
        || SingleObjectHeader.marker(data) != SingleObjectHeader.MARKER) {
      throw type.wrongFraming(topic, WireFormat.SINGLE_OBJECT, headers, data);
    }
    long fingerprint = SingleObjectHeader.fingerprint(data);
    if (fingerprint == todaysFingerprint) {
      return todaysReader;
    }
    DatumReader<T> reader = readersByFingerprint.get(fingerprint);
    if (reader == null) {
      throw type.failure(
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

  @Override
  public int bodyOffset() {
    return SingleObjectHeader.BYTES;
  }
}

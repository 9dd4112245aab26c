package io.hubstream.schemas;

import java.util.Arrays;
import java.util.Locale;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Opens records whose header names the id of their schema.
 *
 * <p>Owner thread: none; any may call.
 */
final class AzureFraming<T extends SpecificRecordBase> implements Framing<T> {
  private final RecordType<T> type;
  private final WriterReaders<T> readers;
  private volatile @Nullable Last<T> last;

  @SuppressWarnings("ArrayRecordComponent")
  private record Last<T>(byte[] header, DatumReader<T> reader) {}

  AzureFraming(RecordType<T> type, WriterReaders<T> readers) {
    this.type = type;
    this.readers = readers;
  }

  @Override
  public DatumReader<T> reader(String topic, Headers headers, byte[] data) {
    Header header = headers.lastHeader(WireFrame.CONTENT_TYPE);
    if (header == null || header.value() == null) {
      throw type.wrongFraming(topic, WireFormat.AZURE, headers, data);
    }
    byte[] value = header.value();
    Last<T> known = last;
    if (known == null || !Arrays.equals(known.header(), value)) {
      String id =
          AzureContentType.text(headers)
              .flatMap(AzureContentType::id)
              .orElseThrow(() -> type.wrongFraming(topic, WireFormat.AZURE, headers, data));
      known = new Last<>(value, readers.reader(topic, id.toLowerCase(Locale.ROOT)));
      last = known;
    }
    return known.reader();
  }

  @Override
  public int bodyOffset() {
    return 0;
  }
}

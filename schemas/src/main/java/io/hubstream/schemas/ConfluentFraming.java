package io.hubstream.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Opens records that begin with a zero byte and the id of their schema, four bytes, the highest
 * first.
 *
 * <p>Owner thread: none; any may call.
 */
final class ConfluentFraming<T extends SpecificRecordBase> implements Framing<T> {
  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final RecordType<T> type;
  private final WriterReaders<T> readers;
  private volatile @Nullable Last<T> last;

  private record Last<T>(int id, DatumReader<T> reader) {}

  ConfluentFraming(RecordType<T> type, WriterReaders<T> readers) {
    this.type = type;
    this.readers = readers;
  }

  @Override
  public DatumReader<T> reader(String topic, Headers headers, byte[] data) {
    if (data.length <= HEADER_BYTES || data[0] != MAGIC) {
      throw type.wrongFraming(topic, WireFormat.CONFLUENT, headers, data);
    }
    int id = id(data);
    if (id < 0) {
      throw type.wrongFraming(topic, WireFormat.CONFLUENT, headers, data);
    }
    Last<T> known = last;
    if (known == null || known.id() != id) {
      known = new Last<>(id, readers.reader(topic, Integer.toString(id)));
      last = known;
    }
    return known.reader();
  }

  /** The id in a record's header. */
  static int id(byte[] data) {
    return (int) BIG_ENDIAN.get(data, 1);
  }

  @Override
  public int bodyOffset() {
    return HEADER_BYTES;
  }
}

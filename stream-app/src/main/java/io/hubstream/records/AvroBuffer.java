package io.hubstream.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/**
 * A growing array to which values are written in Avro's binary encoding. Used by one thread at a
 * time; {@link #clear()} makes it ready for the next record.
 */
final class AvroBuffer {
  private static final int INITIAL_BYTES = 1_024;

  /** A larger array is not kept for the next record. */
  private static final int MOST_KEPT_BYTES = 64 * 1024;

  private static final int MOST_INT_BYTES = 5;
  private static final int MOST_LONG_BYTES = 10;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  void clear() {
    size = 0;
    if (bytes.length > MOST_KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  void raw(byte[] encoded) {
    reserve(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
  }

  /** Also an enum's symbol, by its ordinal, and the branch of a union. */
  void integer(int value) {
    reserve(MOST_INT_BYTES);
    size += BinaryData.encodeInt(value, bytes, size);
  }

  void number(long value) {
    reserve(MOST_LONG_BYTES);
    size += BinaryData.encodeLong(value, bytes, size);
  }

  void bool(boolean value) {
    reserve(1);
    size += BinaryData.encodeBoolean(value, bytes, size);
  }

  void real(float value) {
    reserve(Float.BYTES);
    size += BinaryData.encodeFloat(value, bytes, size);
  }

  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    integer(utf8.length);
    raw(utf8);
  }

  /** Of the union of null and string. */
  void optionalText(@Nullable String value) {
    branch(value != null);
    if (value != null) {
      text(value);
    }
  }

  /** Which branch of a union of null and something follows. */
  void branch(boolean present) {
    integer(present ? 1 : 0);
  }

  /** An array of float. */
  void reals(float[] values) {
    beginArray(values.length);
    reserve(values.length * Float.BYTES);
    for (float value : values) {
      size += BinaryData.encodeFloat(value, bytes, size);
    }
    endArray();
  }

  /** Begins an array, which is one block; its items follow, then {@link #endArray}. */
  void beginArray(int items) {
    if (items > 0) {
      integer(items);
    }
  }

  void endArray() {
    integer(0);
  }

  private void reserve(int more) {
    int needed = size + more;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }
}

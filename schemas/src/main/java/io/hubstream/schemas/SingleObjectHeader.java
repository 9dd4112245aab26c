package io.hubstream.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** What stands before the Avro binary: a marker and the fingerprint of the writer's schema. */
final class SingleObjectHeader {

  static final int BYTES = 10;
  static final int MARKER = 0xC301;

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SingleObjectHeader() {}

  /** The header of what {@code writer} writes. */
  static byte[] of(Schema writer) {
    return ByteBuffer.allocate(BYTES)
        .putShort((short) MARKER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(SchemaNormalization.parsingFingerprint64(writer))
        .array();
  }

  /** The two bytes that should be the marker. */
  static int marker(byte[] message) {
    return ((message[0] & 0xFF) << 8) | (message[1] & 0xFF);
  }

  /** CRC-64-AVRO of the writer's schema in parsing canonical form. */
  static long fingerprint(byte[] message) {
    return (long) LITTLE_ENDIAN.get(message, Short.BYTES);
  }
}

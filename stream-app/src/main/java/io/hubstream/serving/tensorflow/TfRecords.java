package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * TensorFlow's record files: each record is its length (8 bytes, little-endian), the masked CRC-32C
 * of the length (4 bytes), the bytes, and their masked CRC-32C. Format: {@code
 * tensorflow/core/lib/io/record_writer.h}.
 *
 * <p>Owner thread: whoever opened it, and closes it.
 */
final class TfRecords implements AutoCloseable {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int CRC_BYTES = Integer.BYTES;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int MASK_ROTATION = 15;

  private final String name;
  private final DataInputStream in;
  private long left;
  private int records;

  private TfRecords(String name, DataInputStream in, long left) {
    this.name = name;
    this.in = in;
    this.left = left;
  }

  static TfRecords open(Path file) throws IOException {
    return new TfRecords(
        String.valueOf(file.getFileName()),
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file))),
        Files.size(file));
  }

  /**
   * The next record; empty at the end of the file.
   *
   * @throws ModelRefusedException the file is damaged
   */
  Optional<byte[]> next() throws ModelRefusedException, IOException {
    if (left == 0) {
      return Optional.empty();
    }
    byte[] header = read(LENGTH_BYTES);
    check(header, "length");
    long length = littleEndian(header).getLong();
    if (length < 0 || length > left - CRC_BYTES || length > Integer.MAX_VALUE - CRC_BYTES) {
      throw damaged("it claims %d bytes, %d are left".formatted(length, left));
    }
    byte[] bytes = read((int) length);
    check(bytes, "content");
    records++;
    return Optional.of(bytes);
  }

  private byte[] read(int length) throws ModelRefusedException, IOException {
    if (length > left) {
      throw damaged("it is cut off");
    }
    byte[] bytes = new byte[length];
    try {
      in.readFully(bytes);
    } catch (EOFException e) {
      throw damaged("it is cut off");
    }
    left -= length;
    return bytes;
  }

  private void check(byte[] bytes, String what) throws ModelRefusedException, IOException {
    int expected = littleEndian(read(CRC_BYTES)).getInt();
    if (expected != maskedCrc(bytes)) {
      throw damaged("the checksum of its " + what + " does not hold");
    }
  }

  private ModelRefusedException damaged(String why) {
    return new ModelRefusedException(
        "%s is damaged in record %d: %s".formatted(name, records + 1, why));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Appends a record. */
  static void write(ByteArrayOutputStream out, byte[] record) {
    byte[] length =
        ByteBuffer.allocate(LENGTH_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(record.length)
            .array();
    out.writeBytes(length);
    out.writeBytes(crc(length));
    out.writeBytes(record);
    out.writeBytes(crc(record));
  }

  private static byte[] crc(byte[] bytes) {
    return ByteBuffer.allocate(CRC_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(maskedCrc(bytes))
        .array();
  }

  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), MASK_ROTATION) + MASK_DELTA;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

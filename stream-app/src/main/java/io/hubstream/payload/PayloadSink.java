package io.hubstream.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Takes as many bytes as the claim check says, and no more. Owned by one thread at a time. */
final class PayloadSink extends OutputStream {
  private final byte[] bytes;
  private int count;

  /** More came. */
  static final class LongerException extends IOException {
    private static final long serialVersionUID = 1L;

    LongerException(int length) {
      super("it has more than %d bytes".formatted(length));
    }
  }

  PayloadSink(int length) {
    this.bytes = new byte[length];
  }

  /** Bytes that came so far. */
  int count() {
    return count;
  }

  /** Bytes that are wanted. */
  int length() {
    return bytes.length;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    if (length > bytes.length - count) {
      throw new LongerException(bytes.length);
    }
    System.arraycopy(from, offset, bytes, count, length);
    count += length;
  }

  /**
   * The bytes, all of them.
   *
   * @param told how many the store says that there are; negative when it does not say
   * @throws StoreFailure MISMATCH when the object is shorter, UNAVAILABLE when the answer was cut
   */
  ByteBuffer whole(long told) throws StoreFailure {
    if (count == bytes.length) {
      return ByteBuffer.wrap(bytes);
    }
    if (told == count) {
      throw new StoreFailure(
          StoreFailure.Kind.MISMATCH, "%d bytes, not %d".formatted(count, bytes.length));
    }
    throw new StoreFailure(
        StoreFailure.Kind.UNAVAILABLE,
        "the answer ended after %d of %d bytes".formatted(count, bytes.length));
  }
}

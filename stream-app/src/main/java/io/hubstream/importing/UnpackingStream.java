package io.hubstream.importing;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * What comes out of an archive, counted: not more than a model may have, not many times more than
 * went in, and not much between two files, where an archive may hide names of any length.
 */
final class UnpackingStream extends InputStream {
  private static final long LARGEST_HEADER = 1 << 20;
  // Headers and padding of every entry, beside the bytes of the files.
  private static final long PER_ENTRY = 2_048;

  private final InputStream in;
  private final LongSupplier compressed;
  private final ModelLimits limits;
  private long bytes;
  private long headerEnd = LARGEST_HEADER;

  /**
   * @param compressed how many bytes of the archive were read
   */
  UnpackingStream(InputStream in, LongSupplier compressed, ModelLimits limits) {
    this.in = in;
    this.compressed = compressed;
    this.limits = limits;
  }

  /** From here on there is no file but what describes the next one. */
  void beginHeader() {
    headerEnd = bytes + LARGEST_HEADER;
  }

  /** From here on there is a file. */
  void beginFile() {
    headerEnd = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      bytes += n;
      check();
    }
    return n;
  }

  private void check() throws LimitExceededException {
    if (bytes > headerEnd) {
      throw new LimitExceededException(
          "the description of one of its files has more than %d bytes".formatted(LARGEST_HEADER));
    }
    if (bytes - PER_ENTRY * limits.entries() > limits.bytes()) {
      throw new LimitExceededException(
          "it unpacks to more than %d bytes; --max-bytes allows more".formatted(limits.bytes()));
    }
    if (bytes > limits.freeBytes() && bytes / limits.ratio() > compressed.getAsLong()) {
      throw new LimitExceededException(
          "it unpacks to more than %d times its size: an archive bomb".formatted(limits.ratio()));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package io.hubstream.azure;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Knows how far it came, and whether it was itself what failed. Owned by one thread at a time. */
final class CountingStream extends OutputStream {
  private final OutputStream out;
  private long count;
  private Optional<IOException> failure = Optional.empty();

  CountingStream(OutputStream out) {
    this.out = out;
  }

  /** Bytes that were written. */
  long count() {
    return count;
  }

  /** What the stream behind threw. */
  Optional<IOException> failure() {
    return failure;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
      count += length;
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }
}

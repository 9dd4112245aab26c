package io.hubstream.importing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * One file of an archive. Its failures are told from those of the disk that it is written to: the
 * one is the archive's fault, the other is not.
 */
final class EntryStream extends FilterInputStream {

  /** The archive cannot be read on. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException reason;

    UnreadableException(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    IOException reason() {
      return reason;
    }
  }

  EntryStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws UnreadableException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
  }
}

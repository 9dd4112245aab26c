package io.hubstream.content;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** The content itself, or where it is kept (claim check). */
public sealed interface Payload {

  /** Bytes carried in the event. The buffer is read-only and shared; never move its position. */
  record Inline(ByteBuffer bytes) implements Payload {
    public Inline {
      bytes = bytes.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }

    /** Number of bytes. */
    public int size() {
      return bytes.remaining();
    }
  }

  /**
   * A claim check.
   *
   * @param uri where the bytes are
   * @param length their number, in bytes
   * @param sha256 their SHA-256, 64 lower-case hexadecimal digits
   * @param etag the entity tag under which the store holds them, where it has one
   */
  record Reference(URI uri, long length, String sha256, Optional<String> etag) implements Payload {
    public Reference {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(sha256, "sha256");
    }
  }
}

package io.hubstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;

/**
 * What surrounds the Avro binary of a record: bytes before it, and a header.
 *
 * <p>Immutable; the array of {@link #prefix()} must not be changed.
 */
public final class WireFrame {
  /** The header that tells what a value is. */
  public static final String CONTENT_TYPE = "content-type";

  private static final byte[] NOTHING = {};

  private final byte[] prefix;
  private final byte[] contentType;

  private WireFrame(byte[] prefix, byte[] contentType) {
    this.prefix = prefix;
    this.contentType = contentType;
  }

  static WireFrame singleObject(Schema writer) {
    return new WireFrame(SingleObjectHeader.of(writer), NOTHING);
  }

  static WireFrame confluent(int id) {
    ByteBuffer prefix = ByteBuffer.allocate(ConfluentFraming.HEADER_BYTES);
    return new WireFrame(prefix.put(ConfluentFraming.MAGIC).putInt(id).array(), NOTHING);
  }

  static WireFrame azure(String id) {
    return new WireFrame(
        NOTHING, (AzureContentType.PREFIX + id).getBytes(StandardCharsets.US_ASCII));
  }

  /** The bytes before the record. */
  public byte[] prefix() {
    return prefix;
  }

  /** Whether the record needs a header. */
  public boolean hasHeader() {
    return contentType.length > 0;
  }

  /** Gives headers the one that the record needs, in place of any other of that name. */
  public void addTo(Headers headers) {
    if (hasHeader()) {
      headers.remove(CONTENT_TYPE);
      headers.add(CONTENT_TYPE, contentType.clone());
    }
  }
}

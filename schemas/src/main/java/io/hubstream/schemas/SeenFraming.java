package io.hubstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * What a value looks like, for messages about one that was framed in another way than expected. A
 * guess: a few bytes can look like anything.
 *
 * @param format one that Hubstream can read
 * @param words what was seen, after "it"
 */
record SeenFraming(Optional<WireFormat> format, String words) {
  private static final byte[] CONTAINER = {'O', 'b', 'j', 1};
  private static final int SHOWN = 40;

  /** Looks at the header and at the first bytes. */
  static SeenFraming of(Headers headers, byte[] data) {
    Optional<String> contentType = AzureContentType.text(headers);
    if (contentType.flatMap(AzureContentType::id).isPresent()) {
      return of(
          WireFormat.AZURE,
          "has the header content-type: " + contentType.get().trim() + " (azure)");
    }
    SeenFraming seen = of(data);
    return contentType
        .filter(text -> seen.format().isEmpty())
        .map(text -> none(seen.words() + ", has the header content-type: " + shown(text)))
        .orElse(seen);
  }

  private static SeenFraming of(byte[] data) {
    if (data.length >= SingleObjectHeader.BYTES
        && SingleObjectHeader.marker(data) == SingleObjectHeader.MARKER) {
      return of(WireFormat.SINGLE_OBJECT, "starts with C301 (single-object)");
    }
    if (data.length > ConfluentFraming.HEADER_BYTES
        && data[0] == ConfluentFraming.MAGIC
        && data[1] >= 0) {
      return of(
          WireFormat.CONFLUENT,
          "starts with a zero byte and the schema id %d (confluent)"
              .formatted(ConfluentFraming.id(data)));
    }
    if (startsWith(data, CONTAINER)) {
      return none("is an Avro object container file (it starts with Obj and a byte 1)");
    }
    if (looksLikeJson(data)) {
      return none("looks like JSON text");
    }
    return none(firstBytes(data));
  }

  private static String firstBytes(byte[] data) {
    if (data.length < SingleObjectHeader.BYTES) {
      return "has %d bytes, less than the header of %d"
          .formatted(data.length, SingleObjectHeader.BYTES);
    }
    return "starts with %04X and not with C301".formatted(SingleObjectHeader.marker(data));
  }

  private static SeenFraming of(WireFormat format, String words) {
    return new SeenFraming(Optional.of(format), "it " + words);
  }

  private static SeenFraming none(String words) {
    return new SeenFraming(Optional.empty(), words.startsWith("it ") ? words : "it " + words);
  }

  private static boolean startsWith(byte[] data, byte[] start) {
    return data.length >= start.length
        && ByteBuffer.wrap(data, 0, start.length).equals(ByteBuffer.wrap(start));
  }

  private static boolean looksLikeJson(byte[] data) {
    String text =
        new String(data, 0, Math.min(data.length, SHOWN), StandardCharsets.UTF_8).stripLeading();
    return text.startsWith("{") || text.startsWith("[{") || text.startsWith("[\"");
  }

  /** The name of a media type, and nothing that could break a line. */
  private static String shown(String contentType) {
    String plain = contentType.replaceAll("[^\\x20-\\x7E]", "?");
    return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
  }
}

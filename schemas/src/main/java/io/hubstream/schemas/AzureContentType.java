package io.hubstream.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The content type that carries the id of a schema: {@code avro/binary+} and 32 digits. */
final class AzureContentType {
  static final String PREFIX = "avro/binary+";

  private static final Pattern VALUE =
      Pattern.compile("avro/binary\\+([0-9a-f]{32})", Pattern.CASE_INSENSITIVE);

  private AzureContentType() {}

  /** The text of the header, if there is one. */
  static Optional<String> text(Headers headers) {
    Header header = headers.lastHeader(WireFrame.CONTENT_TYPE);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(text(header.value()));
  }

  /**
   * Event Hubs gives what was sent over AMQP to Kafka as AMQP encoded it: a string has a type byte
   * (A1 or A3 with a length of one byte, B1 or B3 with one of four) before its bytes.
   */
  private static String text(byte[] value) {
    int start =
        switch (value.length == 0 ? 0 : value[0] & 0xFF) {
          case 0xA1, 0xA3 -> 2;
          case 0xB1, 0xB3 -> 5;
          default -> 0;
        };
    int from = Math.min(start, value.length);
    return new String(value, from, value.length - from, StandardCharsets.US_ASCII);
  }

  /** The id in a content type, if it is of this kind. */
  static Optional<String> id(String text) {
    Matcher matcher = VALUE.matcher(text.trim());
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}

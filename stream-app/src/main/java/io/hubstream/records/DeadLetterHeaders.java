package io.hubstream.records;

import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter: the source record's own, those of KIP-1034 that Kafka Streams
 * itself writes, and ours. Long texts are cut.
 */
public final class DeadLetterHeaders {
  public static final String EXCEPTION = "__streams.errors.exception";
  public static final String MESSAGE = "__streams.errors.message";
  public static final String STACKTRACE = "__streams.errors.stacktrace";
  public static final String TOPIC = "__streams.errors.topic";
  public static final String PARTITION = "__streams.errors.partition";
  public static final String OFFSET = "__streams.errors.offset";
  public static final String KIND = "hubstream.error.kind";
  public static final String STAGE = "hubstream.error.stage";

  /** Present when the value would have passed the broker's limit and was left out. */
  public static final String VALUE_OMITTED = "hubstream.error.value-omitted";

  public static final String VALUE_LENGTH = "hubstream.error.value-length";
  public static final String VALUE_SHA256 = "hubstream.error.value-sha256";

  /** Present when headers of the source record were too large and were left out: their number. */
  public static final String HEADERS_OMITTED = "hubstream.error.headers-omitted";

  private static final int MAX_ORIGINAL_BYTES = 16_384;
  private static final int MAX_MESSAGE = 2_000;
  private static final int MAX_STACKTRACE = 8_000;

  private DeadLetterHeaders() {}

  /** The headers for a record that ended so; the original ones are copied, not changed. */
  public static Headers of(Headers original, SourcePosition position, Outcome.DeadLettered cause) {
    Headers headers = capped(original);
    put(headers, EXCEPTION, cause.cause().map(e -> e.getClass().getName()).orElse(""));
    put(headers, MESSAGE, cut(cause.message(), MAX_MESSAGE));
    put(headers, STACKTRACE, cause.cause().map(DeadLetterHeaders::stackTrace).orElse(""));
    put(headers, TOPIC, position.topic());
    put(headers, PARTITION, Integer.toString(position.partition()));
    put(headers, OFFSET, Long.toString(position.offset()));
    put(headers, KIND, cause.kind().name());
    put(headers, STAGE, cause.stage().name());
    return headers;
  }

  // The dead letter's own headers must not push a record over the limit that the source was under.
  private static Headers capped(Headers original) {
    Headers headers = new RecordHeaders();
    int room = MAX_ORIGINAL_BYTES;
    int omitted = 0;
    for (Header header : original) {
      int size = header.key().length() + (header.value() == null ? 0 : header.value().length);
      if (size <= room) {
        headers.add(header);
        room -= size;
      } else {
        omitted++;
      }
    }
    if (omitted > 0) {
      put(headers, HEADERS_OMITTED, Integer.toString(omitted));
    }
    return headers;
  }

  /** Says that the value was left out, and what it was. */
  public static void addValueOmitted(Headers headers, int length, String sha256) {
    put(headers, VALUE_OMITTED, "true");
    put(headers, VALUE_LENGTH, Integer.toString(length));
    put(headers, VALUE_SHA256, sha256);
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String stackTrace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return cut(text.toString(), MAX_STACKTRACE);
  }

  private static String cut(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit) + "… (cut)";
  }
}

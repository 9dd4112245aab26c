package io.hubstream.verify;

import io.hubstream.content.SourcePosition;
import io.hubstream.records.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as its headers describe it.
 *
 * @param source the record that it was
 * @param key the record's key as text, which is the content id; empty for none
 * @param kind why, a stable word
 * @param stage where in the pipeline
 * @param message why, for people
 */
public record DeadLetter(
    SourcePosition source, String key, String kind, String stage, String message) {

  /** Reads the headers; empty where they do not say which record it was. */
  public static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> letter) {
    String topic = header(letter, DeadLetterHeaders.TOPIC);
    String partition = header(letter, DeadLetterHeaders.PARTITION);
    String offset = header(letter, DeadLetterHeaders.OFFSET);
    if (topic.isEmpty() || !partition.matches("\\d{1,9}") || !offset.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new DeadLetter(
            new SourcePosition(topic, Integer.parseInt(partition), Long.parseLong(offset)),
            text(letter.key()),
            header(letter, DeadLetterHeaders.KIND),
            header(letter, DeadLetterHeaders.STAGE),
            header(letter, DeadLetterHeaders.MESSAGE)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}

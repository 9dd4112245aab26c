package io.hubstream.tests;

import static io.hubstream.tests.TestStream.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.Payload;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.FakeServable;
import io.hubstream.verify.CommittedReader;
import io.hubstream.verify.Verification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bad record in the midst of good ones harms only itself, and is kept whole. */
@Timeout(240)
class BadRecordsIT {
  private static final List<Header> HEADERS =
      List.of(
          new RecordHeader("trace", bytes("t-1")),
          new RecordHeader("trace", bytes("t-2")),
          new RecordHeader("content-type", bytes("avro/binary")),
          new RecordHeader("nothing", null));

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();

  @Test
  void shouldDeadLetterEachBadRecordWholeAndEnrichTheRest() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(5)));
      stream.activate("language", 1);
      Map<String, byte[]> bad = new HashMap<>();
      stream.publish(0, 100);
      sendBad(stream, bad, "malformed", bytes("no avro at all"));
      stream.publish(100, 110);
      sendBad(stream, bad, "empty", new byte[0]);
      stream.publish(110, 120);
      sendBad(stream, bad, "unknown", TestStream.event("unknown", "video/mp4", inline("film")));
      stream.publish(120, 130);
      sendBad(stream, bad, "refused", TestStream.event("refused", "text/plain", poison()));
      stream.publish(130, 131);
      sendBad(stream, bad, "refused too", TestStream.event("r2", "text/plain", poison()));
      stream.publish(131, 200);
      stream.send(new ProducerRecord<>(stream.topics.content(), bytes("item-5"), null));
      stream.send(new ProducerRecord<>(stream.topics.content(), null, bytes("no key either")));
      byte[] untimed = TestStream.event("untimed", "text/plain", inline("when?"));
      stream.flush();
      RawProduce.withoutTimestamp(
          TestBroker.bootstrapServers(), stream.topics.content(), bytes("untimed"), untimed);
      stream.publish(200, 300);

      // When
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts()).isEqualTo(new Verification.Counts(308, 300, 7, 1));
      Map<String, ConsumerRecord<byte[], byte[]>> letters = deadLetters(stream);
      bad.forEach((key, value) -> assertIsWhole(letters.get(key), value));
      assertThat(letters.get("untimed").value()).isEqualTo(untimed);
      assertThat(letters.get("untimed").headers().toArray())
          .noneMatch(header -> header.key().startsWith("hubstream.internal"));
      Map<String, String> kinds = new HashMap<>();
      letters.forEach((k, letter) -> kinds.put(k, text(letter, DeadLetterHeaders.KIND)));
      assertThat(kinds)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "malformed", "MALFORMED_EVENT",
                  "empty", "MALFORMED_EVENT",
                  "", "MALFORMED_EVENT",
                  "unknown", "UNSUPPORTED_MEDIA_TYPE",
                  "refused", "MODEL_INPUT",
                  "refused too", "MODEL_INPUT",
                  "untimed", "NEGATIVE_TIMESTAMP"));
      assertThat(fakes.loader.loaded()).noneMatch(FakeServable::closedWhileRunning);
    }
  }

  private static void sendBad(
      TestStream stream, Map<String, byte[]> bad, String key, byte[] value) {
    bad.put(key, value);
    stream.send(
        new ProducerRecord<>(stream.topics.content(), 0, 1234L, bytes(key), value, HEADERS));
  }

  private static void assertIsWhole(ConsumerRecord<byte[], byte[]> letter, byte[] value) {
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.timestamp()).isEqualTo(1234L);
    Headers headers = letter.headers();
    assertThat(List.of(headers.toArray())).startsWith(HEADERS.toArray(Header[]::new));
    assertThat(text(letter, DeadLetterHeaders.TOPIC)).endsWith(".content");
    assertThat(text(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
    assertThat(text(letter, DeadLetterHeaders.OFFSET)).matches("\\d+");
    assertThat(text(letter, DeadLetterHeaders.MESSAGE)).isNotEmpty();
    assertThat(text(letter, DeadLetterHeaders.STAGE)).isNotEmpty();
  }

  private static Map<String, ConsumerRecord<byte[], byte[]>> deadLetters(TestStream stream) {
    Map<String, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      reader.read(
          stream.topics.deadLetters(),
          Duration.ofSeconds(30),
          record ->
              letters.put(
                  record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                  record));
    }
    return letters;
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
  }

  private static Payload poison() {
    return inline("some " + TextModels.POISON);
  }

  private static Payload inline(String text) {
    return new Payload.Inline(ByteBuffer.wrap(bytes(text)));
  }
}

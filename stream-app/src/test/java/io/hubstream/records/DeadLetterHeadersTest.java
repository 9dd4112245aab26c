package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterHeadersTest {
  private static final SourcePosition POSITION = new SourcePosition("content", 2, 40);
  private final Headers original = new RecordHeaders().add("trace", bytes("t1"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome.DeadLettered cause(String message) {
    return new Outcome.DeadLettered(
        FailureKind.UNDECODABLE,
        Stage.DECODE,
        message,
        Optional.of(new IllegalStateException("x".repeat(100_000))));
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldNameTheCauseAndKeepTheOriginalHeaders() {
    Headers headers = DeadLetterHeaders.of(original, POSITION, cause("no JPEG"));

    assertThat(text(headers, "trace")).isEqualTo("t1");
    assertThat(text(headers, "__streams.errors.exception"))
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(text(headers, "__streams.errors.message")).isEqualTo("no JPEG");
    assertThat(text(headers, "__streams.errors.topic")).isEqualTo("content");
    assertThat(text(headers, "__streams.errors.partition")).isEqualTo("2");
    assertThat(text(headers, "__streams.errors.offset")).isEqualTo("40");
    assertThat(text(headers, "hubstream.error.kind")).isEqualTo("UNDECODABLE");
    assertThat(text(headers, "hubstream.error.stage")).isEqualTo("DECODE");
    assertThat(original.toArray()).hasSize(1);
  }

  @Test
  void shouldCutLongTexts() {
    Headers headers = DeadLetterHeaders.of(original, POSITION, cause("m".repeat(50_000)));

    assertThat(text(headers, "__streams.errors.message")).hasSizeLessThan(2_100);
    assertThat(text(headers, "__streams.errors.stacktrace")).hasSizeLessThan(8_100);
  }

  @Test
  void shouldLeaveOutOriginalHeadersThatAreTooLarge() {
    original.add("huge", new byte[20_000]).add("small", bytes("s"));

    Headers headers = DeadLetterHeaders.of(original, POSITION, cause("no JPEG"));

    assertThat(headers.lastHeader("huge")).isNull();
    assertThat(text(headers, "small")).isEqualTo("s");
    assertThat(text(headers, DeadLetterHeaders.HEADERS_OMITTED)).isEqualTo("1");
  }

  @Test
  void shouldReplaceTheCauseWhenADeadLetterDiesAgain() {
    Headers first = DeadLetterHeaders.of(original, POSITION, cause("first"));

    Headers second = DeadLetterHeaders.of(first, POSITION, cause("second"));

    assertThat(second.headers("__streams.errors.message")).hasSize(1);
    assertThat(text(second, "__streams.errors.message")).isEqualTo("second");
  }
}

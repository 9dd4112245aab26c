package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Stage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContentEventsTest {
  private static final String TOPIC = "hubstream.content";

  private static ContentItem item(String contentId, String mediaType, Payload payload) {
    return new ContentItem(
        contentId,
        Optional.of("acme"),
        mediaType,
        payload,
        Optional.empty(),
        Map.of("k", "v"),
        Instant.EPOCH);
  }

  private static Payload inline(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new Payload.Inline(ByteBuffer.wrap(array));
  }

  private static Payload reference(long length, String sha256) {
    return new Payload.Reference(
        URI.create("file:///content/a"), length, sha256, Optional.of("\"1\""));
  }

  private static BadRecordException refusal(byte[] value) {
    BadRecordException refused =
        catchThrowableOfType(BadRecordException.class, () -> ContentEvents.read(TOPIC, value));
    assertThat(refused.kind()).isEqualTo(FailureKind.MALFORMED_EVENT);
    assertThat(refused.stage()).isEqualTo(Stage.INTAKE);
    return refused;
  }

  @Test
  void shouldReadWhatWasWritten() throws BadRecordException {
    ContentItem written = item("c1", "image/png", inline(1, 2, 3));

    ContentItem read = ContentEvents.read(TOPIC, ContentEvents.write(written));

    assertThat(read.contentId()).isEqualTo("c1");
    assertThat(read.tenant()).contains("acme");
    assertThat(read.attributes()).containsEntry("k", "v");
    assertThat(((Payload.Inline) read.payload()).bytes())
        .isEqualTo(((Payload.Inline) written.payload()).bytes());
  }

  @Test
  void shouldNotCopyAnInlinePayload() throws BadRecordException {
    byte[] value = ContentEvents.write(item("c1", "image/png", inline(1, 2, 3)));

    ContentItem read = ContentEvents.read(TOPIC, value);
    int at = indexOf(value, (byte) 1, (byte) 2, (byte) 3);
    value[at] = 9;

    assertThat(((Payload.Inline) read.payload()).bytes().get(0)).isEqualTo((byte) 9);
  }

  private static int indexOf(byte[] value, byte... wanted) {
    for (int i = 0; i + wanted.length <= value.length; i++) {
      if (Arrays.equals(value, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void shouldNormaliseTheMediaType() throws BadRecordException {
    byte[] value = ContentEvents.write(item("c1", " Text/HTML; charset=UTF-8", inline(1)));

    assertThat(ContentEvents.read(TOPIC, value).mediaType()).isEqualTo("text/html");
  }

  @Test
  void shouldSayThatTheFramingIsWrong() {
    assertThat(refusal("{\"contentId\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasMessageContaining("looks like JSON text");
    assertThat(refusal(new byte[0])).hasMessageContaining("header");
  }

  @Test
  void shouldSayThatTheFingerprintIsUnknown() {
    byte[] value = ContentEvents.write(item("c1", "image/png", inline(1)));
    value[5] ^= 0x55;

    assertThat(refusal(value)).hasMessageContaining("fingerprint");
  }

  @Test
  void shouldSayThatTheBodyIsDamagedWithoutShowingIt() {
    byte[] value = ContentEvents.write(item("secret-id", "image/png", inline(1)));

    BadRecordException refused = refusal(Arrays.copyOf(value, value.length - 4));

    assertThat(refused).hasMessageContaining("damaged");
    assertThat(refused.getMessage()).doesNotContain("secret-id");
  }

  @Test
  void shouldRefuseFieldsThatMakeNoSense() {
    String sha = "0".repeat(64);

    assertThat(refusal(ContentEvents.write(item("", "image/png", inline(1)))))
        .hasMessageContaining("contentId");
    assertThat(refusal(ContentEvents.write(item("c", ";", inline(1)))))
        .hasMessageContaining("mediaType");
    assertThat(refusal(ContentEvents.write(item("c", "image/png", reference(-1, sha)))))
        .hasMessageContaining("length");
    assertThat(refusal(ContentEvents.write(item("c", "image/png", reference(1, "xyz")))))
        .hasMessageContaining("sha256");
  }
}

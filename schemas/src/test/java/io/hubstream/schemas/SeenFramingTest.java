package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader that meets another framing says which, and what to set. */
class SeenFramingTest {
  private static final String ID = "0123456789abcdef0123456789ABCDEF";

  static Stream<Arguments> framings() {
    return Stream.of(
        Arguments.of("", Wire.write(Samples.minimalEvent()), "starts with C301 (single-object)"),
        Arguments.of("", new byte[] {0, 0, 0, 0, 9, 2, 'a'}, "schema id 9 (confluent)"),
        Arguments.of("avro/binary+" + ID, bytes("\u0002a..........."), ID + " (azure)"),
        Arguments.of("", bytes("Obj\u0001...................."), "Avro object container file"),
        Arguments.of("", bytes("  {\"contentId\": \"a\"}"), "looks like JSON text"),
        Arguments.of("", bytes("[{\"a\":1}]"), "looks like JSON text"),
        Arguments.of("", bytes("short"), "has 5 bytes, less than the header of 10"),
        Arguments.of("", new byte[0], "has 0 bytes"),
        Arguments.of("application/json", bytes("no idea what"), "content-type: application/json"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Headers headers(String contentType) {
    Headers headers = new RecordHeaders();
    if (!contentType.isEmpty()) {
      headers.add(WireFrame.CONTENT_TYPE, bytes(contentType));
    }
    return headers;
  }

  @ParameterizedTest
  @MethodSource("framings")
  void shouldSayWhatWasSeenAndWhatToSetInEveryFormat(
      String contentType, byte[] data, String words) {
    for (WireFormat wanted : WireFormat.values()) {
      // Given
      Headers headers = headers(contentType);
      Optional<WireFormat> seen = SeenFraming.of(headers, data).format();
      if (seen.equals(Optional.of(wanted))) {
        continue;
      }

      // When, Then
      assertThatThrownBy(() -> reader(wanted).deserialize("t", headers, data))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining(words)
          .hasMessageContaining("but wire.format.content is " + wanted)
          .hasMessageContaining(
              seen.map(format -> "set wire.format.content=" + format)
                  .orElse("let its producer write " + wanted));
    }
  }

  private static ContentEventDeserializer reader(WireFormat format) {
    ContentEventDeserializer reader = new ContentEventDeserializer();
    if (format != WireFormat.SINGLE_OBJECT) {
      reader.use(format, new EmptyRegistry(), 10);
    }
    return reader;
  }

  /** Knows nothing, and is not asked. */
  private static final class EmptyRegistry implements SchemaRegistry {
    @Override
    public String name() {
      return "empty";
    }

    @Override
    public String register(String subject, String schema) {
      throw new AssertionError("nothing is written");
    }

    @Override
    public Optional<String> find(String subject, String schema) {
      return Optional.empty();
    }

    @Override
    public Optional<String> schemaOf(String id) {
      throw new AssertionError("asked for " + id);
    }
  }

  /** Gives one schema the id of the tests. */
  private record OneSchema(String schema) implements SchemaRegistry {
    @Override
    public String name() {
      return "one";
    }

    @Override
    public String register(String subject, String text) {
      return ID;
    }

    @Override
    public Optional<String> find(String subject, String text) {
      return Optional.of(ID);
    }

    @Override
    public Optional<String> schemaOf(String id) {
      return id.equalsIgnoreCase(ID) ? Optional.of(schema) : Optional.empty();
    }
  }

  @Test
  void shouldReadTheHeaderWhenItCameOverAmqp() {
    // Given
    SchemaRegistry registry = new OneSchema(ContentEvent.getClassSchema().toString());
    ContentEventSerializer writer = new ContentEventSerializer();
    writer.use(WireFormat.AZURE, registry, true);
    ContentEventDeserializer reader = new ContentEventDeserializer();
    reader.use(WireFormat.AZURE, registry, 10);
    Headers headers = headers("text/plain");
    byte[] written = writer.serialize("t", headers, Samples.inlineEvent());
    String text = "avro/binary+" + ID;

    // When, Then
    assertThat(headers.headers(WireFrame.CONTENT_TYPE))
        .singleElement()
        .satisfies(header -> assertThat(header.value()).isEqualTo(bytes(text)));
    // A type byte and the length of the text, in one byte or in four.
    char length = (char) text.length();
    for (String start :
        List.of("", "\u00a1" + length, "\u00a3" + length, "\u00b1\0\0\0" + length)) {
      assertThat(reader.deserialize("t", headers(start + text), written))
          .isEqualTo(Samples.inlineEvent());
    }
    assertThatThrownBy(() -> reader.deserialize("t", headers(text.replace('0', '1')), written))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("which one does not know");
  }

  @Test
  void shouldRefuseToWriteWhereNoHeaderCanBe() {
    // Given
    ContentEventSerializer writer = new ContentEventSerializer();
    writer.use(WireFormat.AZURE, new OneSchema(""), true);

    // When, Then
    assertThatThrownBy(() -> writer.serialize("t", Samples.minimalEvent()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("needs a header");
    Headers headers = new RecordHeaders();
    assertThat(writer.serialize("t", headers, null)).isNull();
    assertThat(headers).isEmpty();
  }
}

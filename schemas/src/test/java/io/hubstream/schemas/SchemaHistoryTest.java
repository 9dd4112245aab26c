package io.hubstream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.avro.SchemaNormalization.parsingFingerprint64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SchemaHistoryTest {

  private static final Path FOLDER = Path.of("src/main/resources/io/hubstream/schemas");

  @ParameterizedTest
  @FieldSource("io.hubstream.schemas.Wire#TYPES")
  void shouldHoldTodaysSchemaWhenItWasChanged(Class<?> type) throws IOException {
    // Given
    Schema today = SpecificData.get().getSchema(type);
    List<Schema> history = SchemaHistory.of(today).versions();
    String next = SchemaHistory.resource(today, history.size() + 1);

    // When
    boolean held =
        history.stream().anyMatch(v -> parsingFingerprint64(v) == parsingFingerprint64(today));

    // Then
    assertThat(held || WriteOnce.writeIfAsked(FOLDER.resolve(next), asFile(today)))
        .withFailMessage(
            "%s was changed, and its history does not hold the new version. Run %s, which adds %s, and commit that file."
                .formatted(today.getName(), WriteOnce.COMMAND, next))
        .isTrue();
  }

  @ParameterizedTest
  @FieldSource("io.hubstream.schemas.Wire#TYPES")
  void shouldBeReadableByTodaysSchemaWhenOlder(Class<?> type) {
    // Given
    Schema today = SpecificData.get().getSchema(type);

    // When
    List<Schema> history = SchemaHistory.of(today).versions();

    // Then
    assertThat(history)
        .isNotEmpty()
        .allSatisfy(
            version ->
                assertThat(
                        SchemaCompatibility.checkReaderWriterCompatibility(today, version)
                            .getResult()
                            .getIncompatibilities())
                    .isEmpty());
  }

  @ParameterizedTest
  @FieldSource("io.hubstream.schemas.Wire#TYPES")
  void shouldLetOlderReadersReadTodaysSchemaWhenTheyLearnOfIt(Class<?> type) {
    // Given
    Schema today = SpecificData.get().getSchema(type);

    // When
    List<Schema> history = SchemaHistory.of(today).versions();

    // Then
    assertThat(history)
        .extracting(
            version -> SchemaCompatibility.checkReaderWriterCompatibility(version, today).getType())
        .containsOnly(SchemaCompatibilityType.COMPATIBLE);
  }

  @Test
  void shouldSayWhichFileIsMissingWhenThereIsNoHistory() {
    // Given
    Schema unknown = SchemaBuilder.record("Unknown").fields().endRecord();

    // When, Then
    assertThatThrownBy(() -> SchemaHistory.of(unknown))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("history/Unknown.v1.avsc");
  }

  /** The schema with all that it refers to, without the generator's own properties. */
  private static byte[] asFile(Schema schema) {
    String json = schema.toString().replace(",\"avro.java.string\":\"String\"", "");
    return (SchemaFormatter.format("json/pretty", new Schema.Parser().parse(json)) + "\n")
        .getBytes(UTF_8);
  }
}

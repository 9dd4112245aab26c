package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writers of another schema version than the reader's. */
class EvolutionTest {

  static Stream<SpecificRecordBase> minimal() {
    return Stream.of(
        Samples.minimalEvent(), Samples.minimalEnriched(),
        Samples.minimalDesired(), Samples.minimalSpan());
  }

  @ParameterizedTest
  @MethodSource("minimal")
  void shouldFillDefaultsWhenAnOlderWriterLacksTheOptionalFields(SpecificRecordBase sample) {
    // Given
    Schema older = withFields(sample.getSchema(), field -> !field.hasDefaultValue(), List.of());
    byte[] written = Wire.write(older, as(older, sample));

    // When
    SpecificRecordBase read = reader(sample, older).deserialize(Wire.TOPIC, written);

    // Then
    assertThat(older.getFields()).hasSizeLessThan(sample.getSchema().getFields().size());
    assertThat(read).isEqualTo(sample);
  }

  @ParameterizedTest
  @MethodSource("minimal")
  void shouldPassOverFieldsWhenANewerWriterHasMore(SpecificRecordBase sample) {
    // Given
    Schema newer = newerThan(sample.getSchema());
    byte[] written = Wire.write(newer, as(newer, sample));

    // When
    SpecificRecordBase read = reader(sample, newer).deserialize(Wire.TOPIC, written);

    // Then
    assertThat(read).isEqualTo(sample);
  }

  @Test
  void shouldSayWhatToDoWhenTheWritersVersionIsNotKnown() {
    // Given
    ContentEvent sample = Samples.minimalEvent();
    Schema newer = newerThan(sample.getSchema());
    byte[] written = Wire.write(newer, as(newer, sample));

    // When, Then
    assertThatThrownBy(() -> Wire.read(ContentEvent.class, written))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.hubstream.schemas.ContentEvent")
        .hasMessageContaining("use a newer version of the schemas");
  }

  @Test
  void shouldReadTheDefaultSymbolWhenANewerWriterHasMoreOfThem() {
    // Given
    Schema today = ModelAudit.getClassSchema();
    Schema newer =
        new Schema.Parser()
            .parse(today.toString().replace("\"ANNOUNCED\"]", "\"ANNOUNCED\",\"ARCHIVED\"]"));
    GenericRecord written = as(newer, Samples.minimalLifecycle());
    GenericRecord body = (GenericRecord) written.get("body");
    Schema phases = body.getSchema().getField("phase").schema();
    body.put("phase", new GenericData.EnumSymbol(phases, "ARCHIVED"));

    // When
    ModelAudit read =
        reader(Samples.minimalLifecycle(), newer)
            .deserialize(Wire.TOPIC, Wire.write(newer, written));

    // Then
    assertThat(((Lifecycle) read.getBody()).getPhase()).isEqualTo(LifecyclePhase.UNKNOWN);
  }

  @Test
  void shouldHaveDefaultsWhenAFieldMayBeNull() {
    // Given
    List<Schema> records = Samples.all().values().stream().map(r -> r.getSchema()).toList();

    // When
    List<Schema.Field> fields = records.stream().flatMap(r -> r.getFields().stream()).toList();

    // Then
    assertThat(fields)
        .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank())
        .filteredOn(field -> field.schema().isNullable())
        .isNotEmpty()
        .allMatch(Schema.Field::hasDefaultValue);
  }

  private static <T extends SpecificRecordBase> EventDeserializer<T> reader(
      T sample, Schema writer) {
    return new EventDeserializer<>(Wire.type(sample), EventKind.CONTENT, List.of(writer));
  }

  private static Schema newerThan(Schema schema) {
    Schema.Field added =
        new Schema.Field("addedLater", Schema.create(Schema.Type.STRING), "New.", "none");
    return withFields(schema, field -> true, List.of(added));
  }

  private static Schema withFields(
      Schema schema, Predicate<Schema.Field> kept, List<Schema.Field> added) {
    List<Schema.Field> fields = new ArrayList<>(added);
    for (Schema.Field field : schema.getFields()) {
      if (kept.test(field)) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** The same values, of those fields that {@code schema} has. */
  private static GenericRecord as(Schema schema, SpecificRecordBase sample) {
    Schema today = sample.getSchema();
    GenericRecord same = generic(today, Wire.write(sample));
    GenericRecordBuilder record = new GenericRecordBuilder(schema);
    for (Schema.Field field : schema.getFields()) {
      if (today.getField(field.name()) != null) {
        record.set(field.name(), same.get(field.name()));
      }
    }
    return record.build();
  }

  private static GenericRecord generic(Schema schema, byte[] written) {
    try {
      return new BinaryMessageDecoder<GenericRecord>(new GenericData(), schema).decode(written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

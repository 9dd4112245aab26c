package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class SingleObjectSerdeTest {

  private static final String SECRET = "SECRET";

  static Stream<SpecificRecordBase> samples() {
    return Samples.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldBeAvrosSingleObjectEncodingWhenWritten(SpecificRecordBase sample) throws Exception {
    // Given
    byte[] byAvro =
        new BinaryMessageEncoder<>(sample.getSpecificData(), sample.getSchema())
            .encode(sample)
            .array();

    // When
    byte[] written = Wire.write(sample);

    // Then
    assertThat(written).isEqualTo(byAvro);
  }

  @ParameterizedTest
  @FieldSource("io.hubstream.schemas.Wire#TYPES")
  void shouldGiveNullWhenNull(Class<? extends SpecificRecordBase> type) {
    // Given
    Serde<?> serde = new EventSerde<>(type, EventKind.CONTENT);

    // When, Then
    assertThat(serde.serializer().serialize(Wire.TOPIC, null)).isNull();
    assertThat((Object) serde.deserializer().deserialize(Wire.TOPIC, (byte[]) null)).isNull();
  }

  @Test
  void shouldRoundTripWhenTakenFromTheFactory() {
    roundTrip(HubstreamSerdes.contentEvent(), Samples.inlineEvent());
    roundTrip(HubstreamSerdes.enrichedContent(), Samples.enriched());
    roundTrip(HubstreamSerdes.modelAudit(), Samples.lifecycle());
    roundTrip(HubstreamSerdes.modelDesiredState(), Samples.desired());
  }

  private static <T> void roundTrip(Serde<T> serde, T sample) {
    byte[] written = serde.serializer().serialize(Wire.TOPIC, sample);
    assertThat(serde.deserializer().deserialize(Wire.TOPIC, written)).isEqualTo(sample);
  }

  @ParameterizedTest
  @FieldSource("io.hubstream.schemas.Wire#TYPES")
  void shouldBeMadeByKafkaWhenAConfigurationNamesIt(Class<?> type) {
    // Given
    String name = type.getName();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", "localhost:1",
            "key.serializer", name + "Serializer",
            "value.serializer", name + "Serializer",
            "key.deserializer", name + "Deserializer",
            "value.deserializer", name + "Deserializer");

    // When
    Serializer<?> serializer =
        new ProducerConfig(settings).getConfiguredInstance("value.serializer", Serializer.class);
    Deserializer<?> deserializer =
        new ConsumerConfig(settings)
            .getConfiguredInstance("value.deserializer", Deserializer.class);

    // Then
    assertThat(serializer).isInstanceOf(EventSerializer.class);
    assertThat(deserializer).isInstanceOf(EventDeserializer.class);
  }

  @Test
  void shouldNotCopyThePayloadWhenRead() {
    // Given
    byte[] written = Wire.write(Samples.inlineEvent());
    ByteBuffer expected = ((InlinePayload) Samples.inlineEvent().getPayload()).getBytes();

    // When
    ContentEvent read = Wire.read(ContentEvent.class, written);

    // Then
    ByteBuffer bytes = ((InlinePayload) read.getPayload()).getBytes();
    assertThat(bytes).isEqualTo(expected);
    assertThat(bytes.position()).isZero();
    assertThat(bytes.capacity()).isEqualTo(expected.remaining());
    bytes.put(0, (byte) ~expected.get(0));
    assertThat(Wire.read(ContentEvent.class, written)).isEqualTo(read);
  }

  @Test
  void shouldLeaveThePayloadAsItWasWhenWritten() {
    // Given
    ByteBuffer window = ByteBuffer.wrap("ab-payload-yz".getBytes(StandardCharsets.US_ASCII), 3, 7);
    ContentEvent event =
        ContentEvent.newBuilder(Samples.minimalEvent())
            .setPayload(new InlinePayload(window.asReadOnlyBuffer()))
            .build();

    // When
    ContentEvent first = Wire.read(ContentEvent.class, Wire.write(event));
    ContentEvent second = Wire.read(ContentEvent.class, Wire.write(event));

    // Then
    assertThat(first).isEqualTo(event).isEqualTo(second);
    assertThat(((InlinePayload) first.getPayload()).getBytes()).isEqualTo(window);
  }

  @Test
  void shouldRoundTripWhenManyThreadsShareOneSerde() {
    // Given
    Serde<EnrichedContent> serde = HubstreamSerdes.enrichedContent();

    // When
    List<EnrichedContent> read =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(i -> EnrichedContent.newBuilder(Samples.enriched()).setRevision(i).build())
            .map(e -> serde.serializer().serialize(Wire.TOPIC, e))
            .map(b -> serde.deserializer().deserialize(Wire.TOPIC, b))
            .toList();

    // Then
    assertThat(read)
        .extracting(EnrichedContent::getRevision)
        .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
    assertThat(EnrichedContent.newBuilder(read.get(1_999)).setRevision(2).build())
        .isEqualTo(Samples.enriched());
  }

  @Test
  void shouldNameTheHeaderWhenItIsAnotherWireFormat() {
    // Given
    byte[] confluent = new byte[20];

    // When, Then
    assertThatThrownBy(() -> Wire.read(ContentEvent.class, confluent))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.hubstream.schemas.ContentEvent")
        .hasMessageContaining("starts with a zero byte and the schema id 0 (confluent)")
        .hasMessageContaining("set wire.format.content=confluent");
  }

  @Test
  void shouldNameTheFingerprintWhenItIsAnotherRecord() {
    // Given
    byte[] span = Wire.write(Samples.span());

    // When, Then
    assertThatThrownBy(() -> Wire.read(ContentEvent.class, span))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("%016x", SchemaNormalization.parsingFingerprint64(ModelAudit.SCHEMA$))
        .hasMessageContaining("check that the topic holds this record");
  }

  @Test
  void shouldSayThatItIsDamagedWhenBytesAreMissingOrTooMany() {
    // Given
    Deserializer<EnrichedContent> deserializer = new EnrichedContentDeserializer();
    byte[] written = Wire.write(Samples.enriched());

    // When, Then
    for (int length = 0; length < written.length; length++) {
      byte[] cut = Arrays.copyOf(written, length);
      assertThatThrownBy(() -> deserializer.deserialize(Wire.TOPIC, cut))
          .isInstanceOf(SerializationException.class);
    }
    assertThatThrownBy(
            () -> Wire.read(EnrichedContent.class, Arrays.copyOf(written, written.length + 1)))
        .hasMessageContaining("1 bytes follow the record");
  }

  @Test
  void shouldFailAsSerializationOnlyWhenAnyBitIsDamaged() {
    // Given
    EventDeserializer<ContentEvent> deserializer = new ContentEventDeserializer();
    byte[] written = Wire.write(Samples.inlineEvent());

    // When, Then
    for (int i = 0; i < written.length * 8; i++) {
      byte[] damaged = written.clone();
      damaged[i / 8] ^= (byte) (1 << i % 8);
      try {
        assertThat((Object) deserializer.deserialize(Wire.TOPIC, damaged)).isNotNull();
      } catch (SerializationException expected) {
        assertThat(expected).hasMessageContaining("ContentEvent");
      }
    }
  }

  @Test
  void shouldNotAllocateWhenALengthIsAbsurd() {
    // Given
    byte[] written = Wire.write(Samples.minimalEvent());
    byte[] absurd = Arrays.copyOf(written, 10 + 6);
    // The zigzag varint of 2^31 - 1: the length of the content id.
    byte[] length = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    System.arraycopy(length, 0, absurd, 10, length.length);

    // When, Then
    assertThatThrownBy(() -> Wire.read(ContentEvent.class, absurd))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("damaged")
        .hasRootCauseMessage("length 2147483647 where 1 bytes remain");
  }

  @Test
  void shouldNotShowTheContentWhenAValueDoesNotFit() {
    // Given
    ContentEvent wrongPayload =
        new ContentEvent(
            "id",
            null,
            "text/plain",
            SECRET,
            null,
            Map.of(),
            Samples.minimalEvent().getProducedAt());
    ContentEvent noId = new ContentEvent();
    ModelAudit noModel =
        ModelAudit.newBuilder(Samples.minimalSpan()).setBody(new Lifecycle()).build();

    // When, Then
    assertThatThrownBy(() -> Wire.write(wrongPayload))
        .isInstanceOf(SerializationException.class)
        .hasNoCause()
        .hasMessageContaining("cannot write io.hubstream.schemas.ContentEvent to topic a-topic")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> Wire.write(noId)).hasMessageContaining("ContentEvent.contentId");
    assertThatThrownBy(() -> Wire.write(noModel)).isInstanceOf(SerializationException.class);
  }
}

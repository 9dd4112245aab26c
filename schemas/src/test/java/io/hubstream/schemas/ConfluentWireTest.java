package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The wire format {@code confluent}, over a registry with that REST interface. */
@Timeout(60)
class ConfluentWireTest {
  private static final String SECRET = "hunter2-secret";
  private static final String TOPIC = "content topic/1";

  private LoopbackRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = LoopbackRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Map<String, Object> settings() {
    return new HashMap<>(
        Map.of(
            WireConfig.FORMAT,
            "confluent",
            WireConfig.CONFLUENT_URL,
            registry.url() + "/",
            WireConfig.TIMEOUT_MS,
            "1000"));
  }

  private ContentEventSerializer writer(Map<String, Object> settings) {
    ContentEventSerializer writer = new ContentEventSerializer();
    writer.configure(settings, false);
    return writer;
  }

  private ContentEventDeserializer reader(Map<String, Object> settings) {
    ContentEventDeserializer reader = new ContentEventDeserializer();
    reader.configure(settings, false);
    return reader;
  }

  @Test
  void shouldPutAZeroByteAndTheIdBeforeTheRecordWhenWritten() throws Exception {
    // Given
    ContentEvent event = Samples.inlineEvent();

    // When
    RecordHeaders headers = new RecordHeaders();
    byte[] written = writer(settings()).serialize(TOPIC, headers, event);

    // Then
    assertThat(headers).isEmpty();
    assertThat(written[0]).isZero();
    assertThat(ByteBuffer.wrap(written).getInt(1)).isEqualTo(7);
    GenericRecord body =
        new GenericDatumReader<GenericRecord>(event.getSchema())
            .read(null, DecoderFactory.get().binaryDecoder(written, 5, written.length - 5, null));
    assertThat(body.get("contentId")).hasToString(event.getContentId());
    assertThat(registry.subjects()).containsExactly(TOPIC + "-value");
    assertThat(reader(settings()).deserialize(TOPIC, new RecordHeaders(), written))
        .isEqualTo(event);
  }

  @Test
  void shouldAskOnceWhenManyRecordsOfATopicAreWrittenAndRead() {
    // Given
    ContentEventSerializer writer = writer(settings());
    ContentEventDeserializer reader = reader(settings());

    // When
    for (int i = 0; i < 50; i++) {
      reader.deserialize("t", writer.serialize("t", Samples.minimalEvent()));
    }

    // Then
    assertThat(registry.calls())
        .containsExactly("POST /subjects/t-value/versions", "GET /schemas/ids/7");
  }

  @Test
  void shouldResolveOlderAndNewerWritersWhenTheRegistryKnowsTheirSchemas() throws Exception {
    // Given
    ContentEvent event = Samples.minimalEvent();
    List<Schema.Field> fewer = new ArrayList<>();
    List<Schema.Field> more = new ArrayList<>();
    more.add(new Schema.Field("added", Schema.create(Schema.Type.STRING), "New.", "none"));
    for (Schema.Field field : event.getSchema().getFields()) {
      more.add(new Schema.Field(field, field.schema()));
      if (!field.hasDefaultValue()) {
        fewer.add(new Schema.Field(field, field.schema()));
      }
    }

    // When, Then
    assertThat(reader(settings()).deserialize(TOPIC, written(event, more))).isEqualTo(event);
    assertThat(reader(settings()).deserialize(TOPIC, written(event, fewer))).isEqualTo(event);
  }

  private byte[] written(ContentEvent event, List<Schema.Field> fields) throws IOException {
    Schema today = event.getSchema();
    Schema writer = Schema.createRecord(today.getName(), "", today.getNamespace(), false, fields);
    byte[] binary = Wire.write(event);
    GenericRecord same =
        new GenericDatumReader<GenericRecord>(today, today, new GenericData())
            .read(null, DecoderFactory.get().binaryDecoder(binary, 10, binary.length - 10, null));
    GenericRecordBuilder record = new GenericRecordBuilder(writer);
    for (Schema.Field field : writer.getFields()) {
      if (today.getField(field.name()) != null) {
        record.set(field.name(), same.get(field.name()));
      }
    }
    byte[] singleObject = Wire.write(writer, record.build());
    ByteBuffer framed = ByteBuffer.allocate(singleObject.length - 5).put((byte) 0);
    return framed
        .putInt(registry.add("x", writer))
        .put(singleObject, 10, singleObject.length - 10)
        .array();
  }

  @Test
  void shouldBlameTheRecordWhenItsIdDoesNotExist() {
    // Given
    ContentEventDeserializer reader = reader(settings());
    byte[] written = writer(settings()).serialize(TOPIC, Samples.minimalEvent());
    ByteBuffer.wrap(written).putInt(1, 4711);

    // When, Then: the second one is not asked for again
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> reader.deserialize(TOPIC, written))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("the id 4711, which " + registry.url() + " does not know");
    }
    assertThat(registry.calls()).filteredOn(call -> call.startsWith("GET")).hasSize(1);
  }

  @Test
  void shouldBlameTheRecordWhenTheIdIsThatOfAnotherRecord() {
    // Given
    byte[] written = writer(settings()).serialize(TOPIC, Samples.minimalEvent());
    ByteBuffer.wrap(written).putInt(1, registry.add("other", ModelAudit.getClassSchema()));

    // When, Then
    assertThatThrownBy(() -> reader(settings()).deserialize(TOPIC, written))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("is that of io.hubstream.schemas.ModelAudit");
  }

  @Test
  void shouldAskAgainWhenTheRegistryIsBusyForAShortTime() {
    // Given
    registry.answer(503, 2);

    // When
    byte[] written = writer(settings()).serialize(TOPIC, Samples.minimalEvent());

    // Then
    assertThat(written[0]).isZero();
    assertThat(registry.calls()).hasSize(3);
  }

  @Test
  void shouldBeAnOutageAndNoBadRecordWhenTheRegistryIsAway() {
    // Given
    byte[] written = writer(settings()).serialize(TOPIC, Samples.minimalEvent());
    ContentEventDeserializer busy = reader(settings());
    ContentEventDeserializer away = reader(settings());

    // When, Then
    registry.answer(500);
    assertThatThrownBy(() -> busy.deserialize(TOPIC, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .isNotInstanceOf(SerializationException.class)
        .hasMessageContaining("answers 500");
    registry.answer(0);
    assertThat(busy.deserialize(TOPIC, written)).isEqualTo(Samples.minimalEvent());
    registry.close();
    assertThatThrownBy(() -> away.deserialize(TOPIC, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("gives no answer");
    assertThat(busy.deserialize(TOPIC, written)).isEqualTo(Samples.minimalEvent());
  }

  @Test
  void shouldGiveUpInTimeWhenTheRegistryFallsSilent() {
    // Given
    registry.fallSilent();
    long start = System.nanoTime();

    // When, Then
    assertThatThrownBy(() -> reader(settings()).check(TOPIC))
        .isInstanceOf(SchemaRegistryUnavailableException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void shouldBeAnOutageWhenWhatAnswersIsNoRegistry() {
    // Given
    Map<String, Object> settings = settings();
    settings.put(WireConfig.CONFLUENT_URL, registry.url() + "/some/where");
    byte[] written = writer(settings()).serialize(TOPIC, Samples.minimalEvent());

    // When, Then
    assertThatThrownBy(() -> reader(settings).deserialize(TOPIC, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("as no schema registry does: check wire.confluent.url");
  }

  @Test
  void shouldOnlyLookUpWhenRegistrationIsOff() {
    // Given
    Map<String, Object> settings = settings();
    settings.put(WireConfig.AUTO_REGISTER, "false");

    // When, Then
    assertThatThrownBy(() -> writer(settings).serialize("t", Samples.minimalEvent()))
        .isInstanceOf(SchemaRegistryRefusedException.class)
        .hasMessageContaining("under t-value, and wire.auto.register is false");
    assertThat(registry.subjects()).isEmpty();
    int id = registry.add("t-value", ContentEvent.getClassSchema());
    byte[] written = writer(settings).serialize("t", Samples.minimalEvent());
    assertThat(ByteBuffer.wrap(written).getInt(1)).isEqualTo(id);
  }

  @Test
  void shouldSayWhatTheRegistrySaysWhenItRefusesTheSchema() {
    // Given
    registry.answer(409);

    // When, Then
    assertThatThrownBy(() -> writer(settings()).serialize("t", Samples.minimalEvent()))
        .isInstanceOf(SchemaRegistryRefusedException.class)
        .hasMessageContaining("subject t-value: Error in the backend data store");
  }

  @Test
  void shouldSendCredentialsAndShowThemNowhere() {
    // Given
    Map<String, Object> basic = settings();
    basic.put(WireConfig.CONFLUENT_BASIC_AUTH, "ada:" + SECRET);
    Map<String, Object> bearer = settings();
    bearer.put(WireConfig.CONFLUENT_BEARER_TOKEN, SECRET);
    Map<String, Object> both = new HashMap<>(basic);
    both.putAll(bearer);
    Map<String, Object> inTheAddress = settings();
    inTheAddress.put(WireConfig.CONFLUENT_URL, "http://ada:" + SECRET + "@localhost:1");

    // When, Then
    registry.want("Basic YWRhOmh1bnRlcjItc2VjcmV0");
    writer(basic).serialize("t", Samples.minimalEvent());
    assertThatThrownBy(() -> writer(bearer).serialize("t", Samples.minimalEvent()))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("answers 401 to these credentials")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
    registry.want("Bearer " + SECRET);
    writer(bearer).serialize("t", Samples.minimalEvent());
    assertThatThrownBy(() -> writer(both))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("both set")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> writer(inTheAddress))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining(SECRET);
    assertThat(new WireConfig(basic).values().toString()).doesNotContain(SECRET);
    assertThat(registry.authorizations()).hasSize(3);
  }

  @Test
  void shouldTalkOverTlsWhenTheStoreTrustsTheRegistry(@TempDir Path folder) throws Exception {
    // Given
    LoopbackTls tls = LoopbackTls.in(folder);
    Map<String, Object> settings = settings();
    try (LoopbackRegistry encrypted = LoopbackRegistry.startWith(tls.context())) {
      settings.put(WireConfig.CONFLUENT_URL, encrypted.url());

      // When, Then
      assertThatThrownBy(() -> writer(settings).serialize("t", Samples.minimalEvent()))
          .isInstanceOf(SchemaRegistryUnavailableException.class)
          .hasMessageContaining("gives no answer (SSLHandshakeException)");
      settings.put("wire.confluent.ssl.truststore.location", tls.store().toString());
      settings.put("wire.confluent.ssl.truststore.password", LoopbackTls.PASSWORD);
      settings.put("wire.confluent.ssl.truststore.type", "PKCS12");
      assertThat(writer(settings).serialize("t", Samples.minimalEvent())).startsWith(0, 0, 0, 0, 7);
      settings.put("wire.confluent.ssl.truststore.password", SECRET);
      assertThatThrownBy(() -> writer(settings))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("wire.confluent.ssl.*")
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void shouldRefuseToStartWhenSettingsAreMissingOrItIsForKeys() {
    // Given
    Map<String, Object> noAddress = Map.of(WireConfig.FORMAT, "confluent");
    Map<String, Object> unknown = Map.of(WireConfig.FORMAT, "protobuf");

    // When, Then
    assertThatThrownBy(() -> writer(new HashMap<>(noAddress)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("wire.confluent.url is not set");
    assertThatThrownBy(() -> writer(new HashMap<>(unknown)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("wire.format");
    assertThatThrownBy(() -> new ContentEventSerializer().configure(settings(), true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is for values");
    assertThatThrownBy(() -> writer(new HashMap<>(Map.of(WireConfig.FORMAT, "azure"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("needs a client of its registry");
  }

  @Test
  void shouldTakeTheTopicsOwnFormatWhenItHasOne() {
    // Given
    Map<String, Object> settings = settings();
    settings.put("wire.format.content", "single-object");

    // When
    byte[] content = writer(settings).serialize("t", Samples.minimalEvent());
    ModelAuditSerializer audit = new ModelAuditSerializer();
    audit.configure(settings, false);

    // Then
    assertThat(content).startsWith(0xC3, 0x01);
    assertThat(audit.serialize("t", Samples.span())).startsWith(0);
    assertThat(audit.registry()).isEqualTo(Optional.of(registry.url()));
  }
}

package io.hubstream.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.models.MessageContent;
import com.azure.core.util.BinaryData;
import com.azure.core.util.serializer.TypeReference;
import com.azure.data.schemaregistry.SchemaRegistryAsyncClient;
import com.azure.data.schemaregistry.SchemaRegistryClientBuilder;
import com.azure.data.schemaregistry.apacheavro.SchemaRegistryApacheAvroSerializer;
import com.azure.data.schemaregistry.apacheavro.SchemaRegistryApacheAvroSerializerBuilder;
import io.hubstream.schemas.ContentEvent;
import io.hubstream.schemas.ContentEventDeserializer;
import io.hubstream.schemas.ContentEventSerializer;
import io.hubstream.schemas.InlinePayload;
import io.hubstream.schemas.LoopbackTls;
import io.hubstream.schemas.SchemaRegistryRefusedException;
import io.hubstream.schemas.SchemaRegistryUnavailableException;
import io.hubstream.schemas.WireConfig;
import io.hubstream.testing.LoopbackAzureRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The wire format {@code azure}, over the SDK and a server that answers as the service does. */
@Timeout(60)
class AzureSchemaRegistryTest {
  private static final String TOKEN = "secret-token-1";
  private static final ContentEvent EVENT =
      ContentEvent.newBuilder()
          .setContentId("picture-1")
          .setMediaType("image/png")
          .setPayload(new InlinePayload(ByteBuffer.wrap(new byte[] {1, 2, 3})))
          .setAttributes(Map.of("source", "shop"))
          .setProducedAt(Instant.parse("2026-01-02T03:04:05Z"))
          .build();

  private LoopbackAzureRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = LoopbackAzureRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Map<String, Object> settings() {
    return new HashMap<>(
        Map.of(
            WireConfig.FORMAT,
            "azure",
            WireConfig.AZURE_NAMESPACE,
            registry.namespace(),
            WireConfig.AZURE_GROUP,
            LoopbackAzureRegistry.GROUP,
            WireConfig.TIMEOUT_MS,
            "600"));
  }

  private static ContentEventSerializer writer(Map<String, Object> settings) {
    ContentEventSerializer writer = new ContentEventSerializer();
    writer.configure(settings, false);
    return writer;
  }

  private static ContentEventDeserializer reader(Map<String, Object> settings) {
    ContentEventDeserializer reader = new ContentEventDeserializer();
    reader.configure(settings, false);
    return reader;
  }

  private static String contentType(Headers headers) {
    return new String(headers.lastHeader("content-type").value(), StandardCharsets.US_ASCII);
  }

  @Test
  void shouldRoundTripAndAskOnceWhenManyRecordsAreWritten() {
    // Given
    ContentEventSerializer writer = writer(settings());
    ContentEventDeserializer reader = reader(settings());

    // When
    for (int i = 0; i < 20; i++) {
      Headers headers = new RecordHeaders();
      byte[] written = writer.serialize("t", headers, EVENT);
      assertThat(contentType(headers)).matches("avro/binary\\+[0-9a-f]{32}");
      assertThat(reader.deserialize("t", headers, written)).isEqualTo(EVENT);
    }

    // Then
    String id = registry.ids().get(0);
    assertThat(registry.calls())
        .containsExactly(
            "PUT /$schemaGroups/hubstream/schemas/io.hubstream.schemas.ContentEvent",
            "GET /$schemaGroups/$schemas/" + id);
    assertThat(registry.authorizations()).isEmpty();
  }

  @Test
  void shouldBeReadByMicrosoftsSerializerWhenWritten() {
    // Given
    Headers headers = new RecordHeaders();
    byte[] written = writer(settings()).serialize("t", headers, EVENT);

    // When
    MessageContent message =
        new MessageContent()
            .setBodyAsBinaryData(BinaryData.fromBytes(written))
            .setContentType(contentType(headers));
    GenericRecord read =
        microsofts().deserialize(message, TypeReference.createInstance(GenericRecord.class));

    // Then
    assertThat(read.get("contentId")).hasToString("picture-1");
    assertThat(read.get("mediaType")).hasToString("image/png");
    assertThat(read.getSchema()).isEqualTo(ContentEvent.getClassSchema());
  }

  @Test
  void shouldReadWhatMicrosoftsSerializerWrites() {
    // Given: a serde of ours, which vouches for our classes; Avro refuses others
    ContentEventDeserializer reader = reader(settings());
    MessageContent message =
        microsofts().serialize(EVENT, TypeReference.createInstance(MessageContent.class));
    Headers headers = new RecordHeaders();
    headers.add("content-type", message.getContentType().getBytes(StandardCharsets.US_ASCII));

    // When
    ContentEvent read = reader.deserialize("t", headers, message.getBodyAsBinaryData().toBytes());

    // Then
    assertThat(read).isEqualTo(EVENT);
  }

  /** Their serializer, over a client of its own to the same server. */
  private SchemaRegistryApacheAvroSerializer microsofts() {
    SchemaRegistryAsyncClient client =
        new SchemaRegistryClientBuilder()
            .fullyQualifiedNamespace(registry.authority())
            .credential(request -> Mono.empty())
            .pipeline(AzureSchemaRegistry.unencrypted(new JdkHttpClientBuilder().build()))
            .buildAsyncClient();
    return new SchemaRegistryApacheAvroSerializerBuilder()
        .schemaRegistryClient(client)
        .schemaGroup(LoopbackAzureRegistry.GROUP)
        .autoRegisterSchemas(true)
        .buildSerializer();
  }

  @Test
  void shouldOnlyLookUpWhenRegistrationIsOff() {
    // Given
    Map<String, Object> settings = settings();
    settings.put(WireConfig.AUTO_REGISTER, "false");

    // When, Then
    assertThatThrownBy(() -> writer(settings).serialize("t", new RecordHeaders(), EVENT))
        .isInstanceOf(SchemaRegistryRefusedException.class)
        .hasMessageContaining("wire.auto.register is false");
    writer(settings()).serialize("t", new RecordHeaders(), EVENT);
    assertThat(writer(settings).serialize("t", new RecordHeaders(), EVENT)).isNotEmpty();
  }

  @Test
  void shouldTellAnOutageFromABadRecord() {
    // Given
    Headers headers = new RecordHeaders();
    byte[] written = writer(settings()).serialize("t", headers, EVENT);
    Headers unknown = new RecordHeaders();
    unknown.add(
        "content-type", ("avro/binary+" + "0".repeat(32)).getBytes(StandardCharsets.US_ASCII));
    ContentEventDeserializer reader = reader(settings());

    // When, Then
    registry.answer(503);
    assertThatThrownBy(() -> reader.deserialize("t", headers, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("answers 503");
    registry.answer(403);
    assertThatThrownBy(() -> reader.deserialize("t", headers, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("needs the role Schema Registry Reader");
    registry.answer(0);
    assertThatThrownBy(() -> reader.deserialize("t", unknown, written))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("does not know");
    assertThat(reader.deserialize("t", headers, written)).isEqualTo(EVENT);
    registry.close();
    assertThatThrownBy(() -> reader(settings()).deserialize("t", headers, written))
        .isInstanceOf(SchemaRegistryUnavailableException.class)
        .hasMessageContaining("gives no answer");
  }

  @Test
  void shouldSayWhichGroupIsMissing() {
    // Given
    Map<String, Object> settings = settings();
    settings.put(WireConfig.AZURE_GROUP, "nowhere");

    // When, Then
    assertThatThrownBy(() -> writer(settings).serialize("t", new RecordHeaders(), EVENT))
        .isInstanceOf(SchemaRegistryRefusedException.class)
        .hasMessageContaining("make the schema group nowhere");
  }

  @Test
  void shouldSendATokenToNamespacesOnly() {
    // Given
    Map<String, Object> elsewhere = settings();
    elsewhere.put(WireConfig.AZURE_NAMESPACE, "evil.example.org");
    Map<String, Object> plain = settings();
    plain.put(WireConfig.AZURE_NAMESPACE, "http://mine.servicebus.windows.net");

    // When, Then
    assertThatThrownBy(() -> writer(elsewhere))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is no namespace of Event Hubs");
    assertThatThrownBy(() -> writer(plain)).isInstanceOf(ConfigException.class);
  }

  @Test
  void shouldShowItsTokenToTheServerAndNowhereElse(@TempDir Path folder) throws Exception {
    // Given
    LoopbackTls tls = LoopbackTls.in(folder);
    HttpClient http =
        new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder().sslContext(tls.context()))
            .build();
    TokenCredential credential =
        request ->
            Mono.just(new AccessToken(TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    try (LoopbackAzureRegistry encrypted = LoopbackAzureRegistry.startWith(tls.context())) {
      AzureSchemaRegistry client =
          AzureSchemaRegistry.of(
              encrypted.authority(), LoopbackAzureRegistry.GROUP, http, credential);
      String schema = ContentEvent.getClassSchema().toString();

      // When
      String id = client.register("name", schema);

      // Then
      assertThat(client.find("name", schema)).isEqualTo(Optional.of(id));
      assertThat(client.schemaOf(id)).isEqualTo(Optional.of(schema));
      assertThat(encrypted.authorizations()).hasSize(3).containsOnly("Bearer " + TOKEN);
      encrypted.answer(401);
      assertThatThrownBy(() -> client.schemaOf(id))
          .isInstanceOf(SchemaRegistryUnavailableException.class)
          .hasNoCause()
          .hasMessageNotContaining(TOKEN);
    }
  }
}

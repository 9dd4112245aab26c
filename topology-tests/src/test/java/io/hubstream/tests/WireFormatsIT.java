package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hubstream.cli.Main;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Payload;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.records.TopicCodecs;
import io.hubstream.schemas.ContentEvent;
import io.hubstream.schemas.ContentEventSerializer;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.schemas.InlinePayload;
import io.hubstream.schemas.LoopbackRegistry;
import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.LoopbackAzureRegistry;
import io.hubstream.testing.Versions;
import io.hubstream.verify.CommittedReader;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Topics in different wire formats on a real broker, with the registries that they need. */
@Timeout(240)
class WireFormatsIT {
  private static final String SECRET = "hunter2-registry-password";
  private static final String AUTHORIZATION =
      "Basic " + java.util.Base64.getEncoder().encodeToString(TestStream.bytes("ada:" + SECRET));
  private static final ModelVersion V2 = Versions.version("language", 2);
  private static final int HALF = 60;

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final StringWriter printed = new StringWriter();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private LoopbackRegistry confluent;
  private LoopbackAzureRegistry azure;

  @BeforeEach
  void start() throws Exception {
    confluent = LoopbackRegistry.start();
    confluent.want(AUTHORIZATION);
    azure = LoopbackAzureRegistry.start();
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void stop() {
    root().detachAppender(log);
    confluent.close();
    azure.close();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private TestStream stream() throws InterruptedException {
    return new TestStream(dir, 2)
        .with("wire.format.content", "confluent")
        .with("wire.format.enriched", "azure")
        .with("wire.registry.timeout.ms", "600")
        .with("wire.confluent.url", confluent.url())
        .with("wire.confluent.basic.auth", "${file:" + secret() + "}")
        .with("wire.azure.namespace", azure.namespace())
        .with("wire.azure.group", LoopbackAzureRegistry.GROUP);
  }

  /** A secret may not stand in the settings themselves. */
  private Path secret() {
    try {
      return Files.writeString(dir.resolve("registry-auth"), "ada:" + SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldReadAndWriteEachTopicInItsFormatAcrossASwap() throws Exception {
    try (TestStream stream = stream()) {
      // Given
      stream.activate("language", 1);
      Map<String, byte[]> wrong = wrongOnes();
      Path settings = settingsFile(stream);
      Path file = Files.writeString(dir.resolve("published.txt"), "by the command");

      // When
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        produce(stream, 0, HALF);
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();
        stream.activate("language", 2);
        Eventually.until("version 2 serves", () -> TestStream.serves(service, V2));
        wrong.forEach((key, value) -> stream.send(wrongRecord(stream, key, value)));
        stream.flush();
        produce(stream, HALF, 2 * HALF);
        assertThat(command("publish", file.toString(), "-c", settings.toString())).isZero();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = verify(stream);
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(2 * HALF + 1);
      assertAreInAzure(read(stream, stream.topics.enriched()));
      assertDeadLetters(stream, wrong);
      assertThat(confluent.subjects()).containsExactly(stream.topics.content() + "-value");
      commandsUnderstand(stream, settings);
      assertSilent();
    }
  }

  /** A few values that are not in the format of the content topic, by their keys. */
  private static Map<String, byte[]> wrongOnes() {
    Map<String, byte[]> wrong = new TreeMap<>();
    Payload payload = new Payload.Inline(ByteBuffer.wrap(TestStream.bytes("text")));
    wrong.put("single-object", TestStream.event("single-object", "text/plain", payload));
    wrong.put("json", TestStream.bytes("{\"contentId\": \"json\"}"));
    wrong.put("container", TestStream.bytes("Obj\u0001 and more than a few bytes"));
    wrong.put("unknown id", new byte[] {0, 0, 0, 99, 99, 2, 'a'});
    return wrong;
  }

  private static ProducerRecord<byte[], byte[]> wrongRecord(
      TestStream stream, String key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(stream.topics.content(), TestStream.bytes(key), value);
    record.headers().add("content-type", TestStream.bytes("of/" + key.replace(' ', '-')));
    return record;
  }

  /** As a producer of other people's does it: by client properties alone. */
  private void produce(TestStream stream, int from, int to) {
    try (KafkaProducer<String, ContentEvent> producer = new KafkaProducer<>(producer(stream))) {
      for (int i = from; i < to; i++) {
        ContentEvent event =
            ContentEvent.newBuilder()
                .setContentId("item-" + i)
                .setMediaType("text/plain")
                .setPayload(
                    new InlinePayload(ByteBuffer.wrap(TestStream.bytes("text number " + i))))
                .setProducedAt(Instant.now())
                .build();
        ProducerRecord<String, ContentEvent> record =
            new ProducerRecord<>(stream.topics.content(), event.getContentId(), event);
        record.headers().add("trace", TestStream.bytes("trace-" + i));
        record.headers().add("content-type", TestStream.bytes("of/the-input"));
        producer.send(record);
      }
    }
  }

  private Map<String, Object> producer(TestStream stream) {
    Map<String, Object> properties = new HashMap<>(stream.client());
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", ContentEventSerializer.class);
    properties.put("wire.format", "confluent");
    properties.put("wire.confluent.url", confluent.url());
    properties.put("wire.confluent.basic.auth", "ada:" + SECRET);
    return properties;
  }

  private static Verification verify(TestStream stream) {
    return new TopicVerifier(
            stream.client(),
            new TopicVerifier.Sources(
                stream.topics.content(),
                stream.topics.enriched(),
                stream.topics.deadLetters(),
                stream.topics.audit()),
            TopicCodecs.of(stream.config("verify").wire().properties()))
        .verify(TopicVerifier.Listener.NONE);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(TestStream stream, String topic) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      reader.read(topic, Duration.ofSeconds(20), found::add);
    }
    return found;
  }

  /** As a consumer of other people's does it: by client properties alone. */
  private void assertAreInAzure(List<ConsumerRecord<byte[], byte[]>> records) {
    try (EnrichedContentDeserializer reader = new EnrichedContentDeserializer()) {
      reader.configure(
          Map.of(
              "wire.format",
              "azure",
              "wire.azure.namespace",
              azure.namespace(),
              "wire.azure.group",
              LoopbackAzureRegistry.GROUP),
          false);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        assertIsInAzure(
            record, reader.deserialize(record.topic(), record.headers(), record.value()));
      }
    }
  }

  private void assertIsInAzure(ConsumerRecord<byte[], byte[]> record, EnrichedContent result) {
    assertThat(texts(record, "content-type")).containsExactly("avro/binary+" + azure.ids().get(0));
    String id = result.getContentId();
    boolean isSecond = !id.startsWith("item-") || Integer.parseInt(id.substring(5)) >= HALF;
    assertThat(result.getResults().get(0).getVersion()).as(id).isEqualTo(isSecond ? "2" : "1");
    if (id.startsWith("item-")) {
      assertThat(texts(record, "trace")).containsExactly("trace-" + id.substring(5));
    }
  }

  private static List<String> texts(ConsumerRecord<byte[], byte[]> record, String header) {
    List<String> texts = new ArrayList<>();
    for (Header one : record.headers().headers(header)) {
      texts.add(new String(one.value(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private void assertDeadLetters(TestStream stream, Map<String, byte[]> wrong) {
    Map<String, String> messages = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : read(stream, stream.topics.deadLetters())) {
      String key = new String(letter.key(), StandardCharsets.UTF_8);
      assertThat(letter.value()).as(key).isEqualTo(wrong.get(key));
      assertThat(texts(letter, "content-type")).containsExactly("of/" + key.replace(' ', '-'));
      assertThat(texts(letter, DeadLetterHeaders.KIND)).containsExactly("MALFORMED_EVENT");
      messages.put(key, texts(letter, DeadLetterHeaders.MESSAGE).get(0));
      letter
          .headers()
          .forEach(header -> printed.write(new String(header.value(), StandardCharsets.UTF_8)));
    }
    assertThat(messages).containsOnlyKeys(wrong.keySet());
    assertThat(messages.get("single-object"))
        .contains("starts with C301 (single-object)", "set wire.format.content=single-object");
    assertThat(messages.get("json")).contains("looks like JSON text");
    assertThat(messages.get("container")).contains("Avro object container file");
    assertThat(messages.get("unknown id")).contains("the id 25443", "does not know");
  }

  private Path settingsFile(TestStream stream) throws Exception {
    Properties properties = new Properties();
    properties.putAll(stream.settings("cli"));
    Path file = dir.resolve("service.properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private int command(String... arguments) {
    PrintWriter out = new PrintWriter(printed, true);
    return Main.run(out, out, arguments);
  }

  private void commandsUnderstand(TestStream stream, Path settings) {
    String file = settings.toString();
    int before = printed.toString().length();
    assertThat(command("tail", "enriched", "-c", file, "--json")).isZero();
    String tail = printed.toString().substring(before);
    assertThat(tail.lines()).hasSize(2 * HALF + 1).allMatch(line -> line.contains("resultId"));
    assertThat(command("tail", "audit", "-c", file)).isZero();
    assertThat(command("tail", "registry", "-c", file)).isZero();
    assertThat(command("tail", "dead-letters", "-c", file, "--json")).isZero();
    assertThat(command("model", "status", "-c", file, "--json")).isZero();
    assertThat(command("model", "history", "-c", file)).isZero();
    assertThat(command("audit", "why", "item-3", "-c", file)).isZero();
    assertThat(printed.toString())
        .contains(stream.topics.content())
        .doesNotContain("cannot be read");
  }

  private void assertSilent() {
    assertThat(printed.toString()).doesNotContain(SECRET).doesNotContain(AUTHORIZATION);
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains(SECRET))
        .noneMatch(event -> thrown(event).contains(SECRET));
  }

  private static String thrown(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? ""
        : String.valueOf(event.getThrowableProxy().getMessage());
  }

  @Test
  void shouldPauseAndGoOnByItselfWhenTheRegistryIsAway() throws Exception {
    try (TestStream stream = stream()) {
      // Given
      stream.activate("language", 1);
      produce(stream, 0, HALF);
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();

        // When: a newer producer appears while the registry is away
        byte[] newer = ofANewerVersion(stream);
        confluent.answer(503);
        stream.send(
            new ProducerRecord<>(stream.topics.content(), 0, TestStream.bytes("newer"), newer));
        stream.flush();
        Eventually.until(
            "processing is paused",
            () -> service.health().reasons().toString().contains("registry"));
        Eventually.throughout(Duration.ofSeconds(2), "it waits", () -> stream.lag() == 1);
        assertThat(service.health().live()).isTrue();
        confluent.answer(0);
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = verify(stream);
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(HALF + 1);
      assertThat(verification.counts().deadLetters()).isZero();
      assertSilent();
    }
  }

  /** Today's record and one more field at its end, which a reader of today passes over. */
  private byte[] ofANewerVersion(TestStream stream) {
    Schema today = ContentEvent.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    today.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("later", Schema.create(Schema.Type.STRING), "New.", "none"));
    Schema newer = Schema.createRecord(today.getName(), "", today.getNamespace(), false, fields);
    int id = confluent.add(stream.topics.content() + "-value", newer);
    Payload payload = new Payload.Inline(ByteBuffer.wrap(TestStream.bytes("text of tomorrow")));
    byte[] singleObject = TestStream.event("newer", "text/plain", payload);
    byte[] later = {2, 'x'};
    int body = singleObject.length - 10;
    return ByteBuffer.allocate(5 + body + later.length)
        .put((byte) 0)
        .putInt(id)
        .put(singleObject, 10, body)
        .put(later)
        .array();
  }

  @Test
  void shouldEndWithTheReasonWhenTheRegistryIsAwayAtTheStart() throws Exception {
    try (TestStream stream = stream()) {
      // Given
      stream.activate("language", 1);
      Path settings = settingsFile(stream);
      Path file = Files.writeString(dir.resolve("published.txt"), "text");
      confluent.close();
      long start = System.nanoTime();

      // When, Then
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        assertThatThrownBy(service::start)
            .isInstanceOf(RegistryOutageException.class)
            .hasMessageContaining("the schema registry " + confluent.url() + " gives no answer");
      }
      assertThat(command("run", "-c", settings.toString())).isEqualTo(2);
      assertThat(command("publish", file.toString(), "-c", settings.toString())).isEqualTo(2);
      assertThat(printed.toString()).contains("gives no answer", "check that it runs");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      assertSilent();
    }
  }
}

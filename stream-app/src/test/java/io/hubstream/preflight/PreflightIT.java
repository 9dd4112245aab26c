package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.cli.Main;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.StreamSettings.Guarantee;
import io.hubstream.config.TopicNames;
import io.hubstream.testing.EventHubsFilter;
import io.hubstream.testing.EventHubsRules;
import io.hubstream.testing.SecureBroker;
import io.hubstream.testing.TokenEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import javax.net.ServerSocketFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker over TLS, with names and rights, and the same behind the filter of Event Hubs. */
@Timeout(120)
class PreflightIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(600);

  @TempDir static Path dir;
  private static TokenEndpoint tokens;
  private static SecureBroker broker;
  private static Path secret;

  /** Everything that anybody would read; no secret may be in it. */
  private static final StringBuilder SAID = new StringBuilder();

  @BeforeAll
  static void start() throws Exception {
    tokens = TokenEndpoint.start();
    broker = SecureBroker.start(dir.resolve("broker"), tokens, SecureBroker.accessControl());
    secret = Files.writeString(dir.resolve("connection-string"), broker.connectionString());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.openServers()))) {
      new Topics(admin, Duration.ofSeconds(30)).create(ServiceTopics.of(TopicNames.DEFAULT, 2));
      permit(admin, ResourceType.TOPIC, TopicNames.DEFAULT.content(), AclOperation.READ);
      permit(admin, ResourceType.TOPIC, TopicNames.DEFAULT.enriched(), AclOperation.READ);
    }
  }

  private static void permit(Admin admin, ResourceType type, String name, AclOperation operation)
      throws Exception {
    admin
        .createAcls(
            List.of(
                new AclBinding(
                    new ResourcePattern(type, name, PatternType.LITERAL),
                    new AccessControlEntry(
                        "User:" + SecureBroker.STRANGER, "*", operation, AclPermissionType.ALLOW))))
        .all()
        .get();
  }

  @AfterAll
  static void stop() {
    broker.close();
    tokens.close();
  }

  @AfterEach
  void shouldHaveSaidNoSecret() {
    tokens.lifetime(Duration.ofHours(1));
    assertThat(SAID)
        .doesNotContain(
            broker.connectionString(),
            broker.connectionString().replaceFirst(".*SharedAccessKey=", ""),
            TokenEndpoint.CLIENT_SECRET);
    tokens.given().forEach(token -> assertThat(SAID).doesNotContain(token));
  }

  private static Map<String, String> eventHubs(String profile, String servers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", servers);
    settings.put("broker.profile", profile);
    settings.put("eventhubs.connection.string", "${file:%s}".formatted(secret));
    broker.certificate().trust().forEach((key, value) -> settings.put("kafka." + key, value));
    return settings;
  }

  private static Preflight look(Map<String, String> settings) throws InterruptedException {
    return look(settings, LIMIT);
  }

  private static Preflight look(Map<String, String> settings, Duration limit)
      throws InterruptedException {
    long start = System.nanoTime();
    Preflight seen = Preflight.look(ConfigLoader.of(settings), limit);
    SAID.append(seen).append('\n');
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(limit.plus(Duration.ofSeconds(20)));
    return seen;
  }

  private static BrokerFailure failure(Map<String, String> settings, Duration limit)
      throws InterruptedException {
    BrokerFailure failure = look(settings, limit).failure().orElseThrow();
    assertThat(failure.line()).doesNotContain("\n");
    assertThat(failure.advice()).isNotBlank();
    PreflightException thrown =
        catchThrowableOfType(
            PreflightException.class,
            () -> {
              HubstreamConfig config = ConfigLoader.of(settings);
              GuaranteeInForce.of(config, new BrokerContact(config).make(limit));
            });
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    SAID.append(trace);
    return failure;
  }

  @Test
  void shouldSeeEverythingWhenLetInByAConnectionString() throws Exception {
    Preflight seen = look(eventHubs("eventhubs-premium", broker.tlsServers()));

    assertThat(seen.failure()).isEmpty();
    GuaranteeInForce guarantee = seen.guarantee().orElseThrow();
    assertThat(guarantee.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE_V2);
    assertThat(guarantee.cause()).isEqualTo(GuaranteeInForce.Cause.BROKER);
    assertThat(seen.topics())
        .hasSize(5)
        .allSatisfy(topic -> assertThat(topic.setting("cleanup.policy")).isPresent());
    assertThat(seen.topics().get(4).partitions()).hasValue(1);
    assertThat(seen.rights())
        .hasSize(8)
        .allSatisfy(right -> assertThat(right.state()).isEqualTo(Right.State.YES));
  }

  @Test
  void shouldBeLetInByATokenOfAnEndpoint() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-premium", broker.tlsServers());
    settings.remove("eventhubs.connection.string");
    settings.put("eventhubs.authentication", "custom");
    tokens.clientCredentials().forEach((key, value) -> settings.put("kafka." + key, value));

    assertThat(look(settings).failure()).isEmpty();
    assertThat(tokens.given()).isNotEmpty();

    tokens.lifetime(Duration.ofMinutes(-10));
    BrokerFailure expired = failure(settings, LIMIT);
    assertThat(expired.kind()).isIn(BrokerFailure.Kind.NOT_LET_IN, BrokerFailure.Kind.NO_TOKEN);
    assertThat(expired.line()).contains("token");
  }

  @Test
  void shouldCompareClocksWithTheController() throws Exception {
    Preflight seen = look(kafka(broker.openServers()));

    assertThat(seen.clock().how()).contains("KRaft");
    assertThat(seen.clock().ahead().orElseThrow().abs()).isLessThan(Duration.ofSeconds(5));
  }

  private static Map<String, String> kafka(String servers) {
    return new HashMap<>(Map.of("bootstrap.servers", servers));
  }

  @Test
  void shouldSayWhichRightsAreMissing() throws Exception {
    Map<String, String> settings = kafka(broker.tlsServers());
    broker.certificate().trust().forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("kafka.security.protocol", "SASL_SSL");
    settings.put("kafka.sasl.mechanism", "PLAIN");
    settings.put(
        "kafka.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%1$s\";"
            .formatted(SecureBroker.STRANGER));

    Preflight seen = look(settings);

    assertThat(seen.failure().orElseThrow().kind()).isEqualTo(BrokerFailure.Kind.NO_TRANSACTIONS);
    assertThat(seen.failure().orElseThrow().line()).contains("does not permit transactions");
    assertThat(seen.rights())
        .filteredOn(right -> right.state() == Right.State.NO)
        .extracting(right -> right.operation() + " on " + right.on())
        .contains(
            "WRITE on topic hubstream.enriched",
            "WRITE on topic hubstream.model-audit",
            "READ on topic hubstream.model-registry",
            "READ on group hubstream",
            "DESCRIBE on transactional id hubstream*")
        .doesNotContain("READ on topic hubstream.content");
  }

  @Test
  void shouldSayHowMissingTopicsAreMade() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-premium", broker.tlsServers());
    settings.put("topics.model-registry", "other.registry");

    TopicFacts missing = look(settings).topics().get(4);

    assertThat(missing.there()).isFalse();
    assertThat(missing.create().kafka())
        .contains("--create --topic other.registry --partitions 1 --config cleanup.policy=compact");
    assertThat(missing.create().preferred())
        .isEqualTo(missing.create().azure())
        .contains(
            "az eventhubs eventhub create",
            "--name other.registry --partition-count 1 --cleanup-policy Compact");
  }

  @Test
  void shouldFindThatStandardHasNoTransactionsAndSayWhatItCannotDo() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, String> settings = eventHubs("eventhubs-premium", filter.bootstrapServers());

      Preflight seen = look(settings);

      GuaranteeInForce guarantee = seen.guarantee().orElseThrow();
      assertThat(guarantee.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
      assertThat(guarantee.cause()).isEqualTo(GuaranteeInForce.Cause.BROKER);
      assertThat(guarantee.reason()).contains("only supported in Premium or Dedicated");
      assertThat(seen.contact().orElseThrow().requests().all())
          .contains(
              new KnownRequests.Known("AddPartitionsToTxn", Optional.empty(), "no transactions"))
          .anyMatch(known -> known.versions().equals(Optional.of("0-5")));
      assertThat(seen.topics()).allMatch(TopicFacts::there);
      assertThat(seen.rights())
          .filteredOn(right -> right.on().startsWith("topic"))
          .allMatch(right -> right.state() == Right.State.UNKNOWN);

      settings.put("processing.guarantee", "exactly_once_v2");
      assertThat(failure(settings, LIMIT).line())
          .contains("has none", "at_least_once", "Premium or Dedicated");
    }
  }

  @Test
  void shouldRefuseOnTheFilterWhatEventHubsRefuses() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, Object> properties =
          ConfigLoader.of(eventHubs("eventhubs-standard", filter.bootstrapServers()))
              .kafka()
              .producerProperties();

      assertThatThrownBy(() -> send(properties, Map.of("compression.type", "snappy"), 10))
          .hasCauseInstanceOf(UnsupportedCompressionTypeException.class);
      assertThatThrownBy(
              () ->
                  send(
                      properties,
                      Map.of(
                          "max.request.size", 2_000_000,
                          "retries", 0,
                          "request.timeout.ms", 1_000,
                          "delivery.timeout.ms", 1_500),
                      1_050_000))
          .cause()
          .isInstanceOfAny(NetworkException.class, TimeoutException.class);
      assertThat(filter.refused())
          .anyMatch(text -> text.startsWith("closed on PRODUCE v7"))
          .anyMatch(text -> text.startsWith("PRODUCE: the compression"));
      send(properties, Map.of(), 10);
    }
  }

  private static void send(Map<String, Object> common, Map<String, Object> more, int bytes)
      throws ExecutionException, InterruptedException {
    Map<String, Object> properties = new HashMap<>(common);
    properties.putAll(more);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(TopicNames.DEFAULT.content(), new byte[1], new byte[bytes]))
          .get();
    }
  }

  private static EventHubsFilter standard() throws Exception {
    return EventHubsFilter.before(
        broker.plainPort(),
        EventHubsRules.STANDARD,
        broker.certificate().context().getServerSocketFactory());
  }

  @Test
  void shouldNameAWrongKey() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-standard", broker.tlsServers());
    settings.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));

    BrokerFailure failure = failure(settings, LIMIT);

    assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.NOT_LET_IN);
    assertThat(failure.line()).contains("the key is wrong or was renewed");
  }

  @Test
  void shouldEndTheStartWithOneLineAndExitCode2() throws Exception {
    Map<String, String> wrongKey = eventHubs("eventhubs-standard", broker.tlsServers());
    wrongKey.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));
    Map<String, String> noHub = eventHubs("eventhubs-standard", broker.tlsServers());
    noHub.put("topics.content", "no.such.hub");
    noHub.put("state.dir", dir.resolve("state").toString());

    assertThat(run(2, wrongKey, "run"))
        .startsWith("hubstream: ")
        .contains("the key is wrong or was renewed")
        .hasLineCount(1);
    assertThat(run(2, noHub, "run", "--set", "models.cache.dir=" + dir.resolve("cache")))
        .contains("az eventhubs eventhub create", "--name no.such.hub --partition-count 1");
    assertThat(run(2, wrongKey, "model", "status")).contains("the key is wrong or was renewed");
  }

  @Test
  void shouldPrintWhatItSawAsATableAndAsJson() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, String> settings = eventHubs("eventhubs-standard", filter.bootstrapServers());

      String text = run(0, settings, "doctor", "--device", "cpu");

      assertThat(text)
          .contains(
              "Guarantee   at least once",
              "AddPartitionsToTxn       none   no transactions",
              "hubstream.model-registry 1 partitions, cleanup compact",
              "Clock       not compared");
      settings.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));
      JsonNode kafka =
          new ObjectMapper()
              .readTree(run(1, settings, "doctor", "--device", "cpu", "--timeout", "1", "--json"))
              .get("kafka");
      assertThat(kafka.get("failure").asText()).isEqualTo("not_let_in");
      assertThat(kafka.get("ready").asBoolean()).isFalse();
    }
  }

  private static Path wrongKey() throws IOException {
    return Files.writeString(
        Files.createTempFile(dir, "wrong", ""),
        broker.connectionString().replaceFirst("SharedAccessKey=.*", "SharedAccessKey=no"));
  }

  /** Runs a command with settings; all that it printed. */
  private static String run(int exitCode, Map<String, String> settings, String... command)
      throws IOException {
    Path file = Files.createTempFile(dir, "service", ".properties");
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-c", file.toString()));
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    int code = Main.run(printer, printer, arguments.toArray(String[]::new));
    SAID.append(out);
    assertThat(code).as("%s", out).isEqualTo(exitCode);
    return out.toString();
  }

  @Test
  void shouldNameAHostThatDoesNotExist() throws Exception {
    Map<String, String> settings = kafka("no-such-namespace.invalid:9093");

    assertThat(failure(settings, LIMIT).kind()).isEqualTo(BrokerFailure.Kind.UNKNOWN_HOST);
  }

  @Test
  void shouldNameTlsThatMeetsAPortWithoutIt() throws Exception {
    BrokerFailure failure = failure(eventHubs("eventhubs-standard", broker.openServers()), SHORT);

    assertThat(failure.kind()).isIn(BrokerFailure.Kind.CLOSED, BrokerFailure.Kind.TLS);
    assertThat(failure.advice()).contains("port").contains("TLS");
  }

  @Test
  void shouldNameAPortWithTlsThatIsMetWithoutIt() throws Exception {
    BrokerFailure failure = failure(kafka(broker.tlsServers()), SHORT);

    assertThat(failure.line()).contains("it may be a port with TLS");
  }

  @Test
  void shouldNameACertificateThatIsNotTrusted() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-standard", broker.tlsServers());
    settings.keySet().removeIf(key -> key.startsWith("kafka.ssl."));

    BrokerFailure failure = failure(settings, LIMIT);

    assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.TLS);
    assertThat(failure.advice()).contains("not trusted");
  }

  @Test
  void shouldNameAPortThatTakesConnectionsAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      BrokerFailure failure = failure(kafka("127.0.0.1:" + silent.getLocalPort()), SHORT);

      assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.SILENT);
    }
  }

  @Test
  void shouldNameAFirewallThatDropsConnections() throws Exception {
    // Nobody accepts here, so that the system drops what passes its queue.
    ServerSocket full = ServerSocketFactory.getDefault().createServerSocket(0, 1);
    List<Socket> queue = new ArrayList<>();
    try (full) {
      boolean dropped = false;
      for (int i = 0; i < 10 && !dropped; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 200);
        } catch (SocketTimeoutException e) {
          dropped = true;
        }
      }
      assertThat(dropped).isTrue();

      BrokerFailure failure = failure(kafka("127.0.0.1:" + full.getLocalPort()), SHORT);

      assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.NOT_REACHED);
      assertThat(failure.line()).contains("as if a firewall dropped it");
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }
}

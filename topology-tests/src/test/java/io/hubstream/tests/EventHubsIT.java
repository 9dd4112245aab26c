package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.cli.Main;
import io.hubstream.content.SourcePosition;
import io.hubstream.metrics.GuaranteeMeter;
import io.hubstream.metrics.LibraryMeters;
import io.hubstream.records.AuditView;
import io.hubstream.records.EnrichedView;
import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.EventHubsFilter;
import io.hubstream.testing.EventHubsRules;
import io.hubstream.testing.SecureBroker;
import io.hubstream.testing.TokenEndpoint;
import io.hubstream.verify.CommittedReader;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service on a broker that answers as an Event Hubs namespace does. */
@Timeout(240)
class EventHubsIT {
  private static final int RECORDS = 10_000;

  /** Logs as an operator who looks for a fault would have it. */
  private static final String LOGGING =
      """
      <configuration>
        <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
          <target>System.err</target>
          <encoder><pattern>%level %logger{1}: %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="STDERR" /></root>
      </configuration>
      """;

  @TempDir static Path shared;
  private static TokenEndpoint tokens;
  private static SecureBroker broker;
  private static EventHubsFilter filter;
  private static Path secret;

  @TempDir Path dir;

  @BeforeAll
  static void start() throws Exception {
    tokens = TokenEndpoint.start();
    broker = SecureBroker.start(shared.resolve("broker"), tokens, Map.of());
    secret = Files.writeString(shared.resolve("connection-string"), broker.connectionString());
    filter =
        EventHubsFilter.before(
            broker.plainPort(),
            EventHubsRules.STANDARD,
            broker.certificate().context().getServerSocketFactory());
  }

  @AfterAll
  static void stop() throws Exception {
    filter.close();
    broker.close();
    tokens.close();
  }

  private TestStream stream() throws Exception {
    TestStream stream = new TestStream(dir, 2, broker.openServers());
    broker.certificate().trust().forEach((key, value) -> stream.with("kafka." + key, value));
    return stream
        .with("broker.profile", "eventhubs-standard")
        .with("bootstrap.servers", filter.bootstrapServers())
        .with("eventhubs.connection.string", "${file:%s}".formatted(secret));
  }

  private static void shouldHoldNoSecret(String text) {
    assertThat(text)
        .doesNotContain(
            broker.connectionString(),
            broker.connectionString().replaceFirst(".*SharedAccessKey=", ""),
            TokenEndpoint.CLIENT_SECRET,
            TokenEndpoint.IDENTITY_HEADER);
    tokens.given().forEach(token -> assertThat(text).doesNotContain(token));
  }

  @Test
  void shouldLoseNothingAndRepeatUnderTheSameIdWhenStoppedHardOnStandard() throws Exception {
    try (TestStream stream = stream()) {
      // Given
      Path logging = Files.writeString(dir.resolve("logging.xml"), LOGGING);
      int refusedBefore = filter.refused().size();
      stream.activate("language", 1);
      stream.publish(0, RECORDS / 2);
      Seen seen = new Seen();
      try (ResultsWatch watch = new ResultsWatch(stream);
          ServiceProcess service =
              ServiceProcess.withFakes(stream, dir, "a", Duration.ofMillis(2))
                  .with("-Dlogback.configurationFile=" + logging)
                  .start()) {
        Eventually.until("a first commit: " + service, () -> stream.lag() < RECORDS / 2);
        watch.awaitMore(200, "results that may not be committed: " + service, result -> true);

        // When: a stop in the middle of a commit interval, a swap, and an ordinary restart
        service.kill();
        long left = stream.lag();
        stream.publish(RECORDS / 2, RECORDS * 3 / 4);
        service.start();
        shouldHoldNoSecret(service.commandLine());
        Eventually.until(
            "a commit after the kill: " + service, () -> stream.lag() < left + RECORDS / 4 - 200);
        stream.activate("language", 2);
        stream.publish(RECORDS * 3 / 4, RECORDS);
        watch.awaitMore(
            1, "a result of version 2: " + service, result -> result.version().equals("2"));
        service.terminate(Duration.ofSeconds(20));
        service.start();
        stream.awaitNoLag();
        service.terminate(Duration.ofSeconds(20));

        assertThat(service.log())
            .contains(
                "Guarantee in force: at least once", "Event Hubs Standard has no transactions");
        shouldHoldNoSecret(service.log());
      }

      // Then
      Verification verification = stream.verify(seen);
      System.out.printf("%s%n%s%n", verification.counts(), verification.faults());
      assertThat(verification.holdsAtLeastOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(RECORDS);
      assertThat(seen.results.get()).isEqualTo(RECORDS + verification.faults().duplicates());
      assertThat(seen.positions).hasSize(RECORDS);
      assertThat(seen.guarantees).containsExactly("eventhubs-standard at_least_once");
      assertThat(verification.swaps()).as("%s", seen.spans).hasSize(1);
      assertThat(filter.refused().stream().skip(refusedBefore))
          .as("what is refused beside the question for transactions")
          .allMatch(refusal -> refusal.startsWith("FIND_COORDINATOR"));
      shouldHoldNoSecret(everythingOn(stream));
    }
  }

  @Test
  void shouldGiveExactlyOnceOnPremiumBecauseItHasTransactions() throws Exception {
    try (EventHubsFilter premium =
            EventHubsFilter.before(
                broker.plainPort(),
                EventHubsRules.PREMIUM,
                broker.certificate().context().getServerSocketFactory());
        TestStream stream = stream()) {
      // Given
      stream
          .with("broker.profile", "eventhubs-premium")
          .with("bootstrap.servers", premium.bootstrapServers())
          .with("kafka.compression.type", "gzip");
      stream.activate("language", 1);
      stream.publish(0, 500);

      // When
      try (EnrichmentService service = stream.service("a", new FakeParts().parts())) {
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(service.guarantee().line())
            .startsWith("exactly once")
            .contains("the brokers have transactions");
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(500);
      assertThat(premium.refused()).isEmpty();
    }
  }

  private static String everythingOn(TestStream stream) {
    StringBuilder text = new StringBuilder();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      for (String topic :
          List.of(
              stream.topics.audit(), stream.topics.deadLetters(), stream.topics.modelRegistry())) {
        reader.read(
            topic,
            Duration.ofSeconds(30),
            record -> {
              if (record.value() != null) {
                text.append(new String(record.value(), StandardCharsets.ISO_8859_1));
              }
            });
      }
    }
    assertThat(text).isNotEmpty();
    return text.toString();
  }

  @Test
  void shouldWaitUnreadyWhileTheBrokersRefuseAndGoOnByItself() throws Exception {
    try (TestStream stream = stream()) {
      // Given
      stream.activate("language", 1);
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (EnrichmentService service = stream.service("a", new FakeParts().parts());
          LibraryMeters library = new LibraryMeters(meters)) {
        library.bind(service.streams());
        GuaranteeMeter.register(
            meters,
            service.guarantee().guarantee().setting(),
            service.guarantee().profile().setting(),
            service.guarantee().cause().name());
        service.start();
        Eventually.until("it is ready", () -> service.health().ready());

        // When: a quota is reached, and then the key is renewed
        filter.fail(
            (api, request) ->
                api == ApiKeys.PRODUCE
                    ? Optional.of(new PolicyViolationException("quota"))
                    : Optional.empty());
        stream.publish(0, 1_000);
        Eventually.until("it waits for the quota", () -> isRefused(service));
        filter.fail(
            (api, request) ->
                api == ApiKeys.SASL_AUTHENTICATE
                    ? Optional.of(new SaslAuthenticationException("the key was renewed"))
                    : Optional.empty());
        int refusals = filter.refused().size();
        filter.cutConnections();
        Eventually.until(
            "it waits for the key",
            () -> filter.refused().size() > refusals + 1 && isRefused(service));
        filter.heal();
        stream.awaitNoLag();

        // Then
        Eventually.until("it is ready again", () -> service.health().ready());
        assertThat(meters.scrape())
            .contains(
                "hubstream_guarantee{cause=\"tier\",guarantee=\"at_least_once\",profile=\"eventhubs-standard\"} 1");
        shouldHoldNoSecret(meters.scrape());
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsAtLeastOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(1_000);
    } finally {
      filter.heal();
    }
  }

  private static boolean isRefused(EnrichmentService service) {
    EnrichmentService.Health health = service.health();
    return health.live()
        && !health.ready()
        && health.reasons().stream().anyMatch(reason -> reason.contains("the brokers refuse"));
  }

  /** The Azure SDK itself asks for the token, as it does on a virtual machine or in App Service. */
  @Test
  void shouldBeLetInByAManagedIdentity() throws Exception {
    try (TestStream stream = new TestStream(dir, 1, broker.openServers())) {
      Map<String, String> settings = new HashMap<>(stream.settings("a"));
      broker.certificate().trust().forEach((key, value) -> settings.put("kafka." + key, value));
      settings.put("broker.profile", "eventhubs-premium");
      settings.put("bootstrap.servers", broker.tlsServers());
      settings.put("eventhubs.authentication", "entra");
      Path file = dir.resolve("entra.properties");
      Properties properties = new Properties();
      properties.putAll(settings);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      int before = tokens.given().size();

      String said = status(file, TokenEndpoint.IDENTITY_HEADER, 0);

      assertThat(tokens.given()).hasSizeGreaterThan(before);
      assertThat(said).contains("The registry names no model");
      assertThat(status(file, "a wrong header", 2)).contains("no token could be had", "identity");
    }
  }

  private String status(Path settings, String identity, int exitCode)
      throws IOException, InterruptedException {
    Path log = dir.resolve("status-%d.log".formatted(exitCode));
    Path logging = Files.writeString(dir.resolve("logging.xml"), LOGGING);
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "model",
                "status",
                "-c",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    command.environment().put("IDENTITY_ENDPOINT", tokens.identities().toString());
    command.environment().put("IDENTITY_HEADER", identity);
    Process process = command.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(log);
      assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
      shouldHoldNoSecret(said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  /** What the topics hold. Whoever reads a result checks its id against its position. */
  private static final class Seen implements TopicVerifier.Listener {
    private final AtomicInteger results = new AtomicInteger();
    private final Set<SourcePosition> positions = new HashSet<>();
    private final Set<String> guarantees = new HashSet<>();
    private final Set<String> spans = new HashSet<>();

    @Override
    public void onResult(EnrichedView result) {
      results.incrementAndGet();
      positions.add(result.position());
    }

    @Override
    public void onAudit(AuditView event) {
      if (event instanceof AuditView.SpanView span) {
        spans.add(span.span().toString());
      }
      if (event instanceof AuditView.LifecycleView step) {
        step.environment()
            .flatMap(environment -> environment.platform().brokers())
            .ifPresent(brokers -> guarantees.add(brokers.profile() + " " + brokers.guarantee()));
      }
    }
  }
}

package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.cli.Main;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.testing.EventHubsFilter;
import io.hubstream.testing.EventHubsRules;
import io.hubstream.testing.SecureBroker;
import io.hubstream.testing.TokenEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Tests on one real broker over TLS, with names and rights, for all of them in this JVM; it ends
 * with the JVM. Whatever they were told is kept, and after each test no secret may be in it.
 */
@Timeout(120)
abstract class OnGuardedBroker {
  static final Duration LIMIT = Duration.ofSeconds(10);
  static final Duration SHORT = Duration.ofMillis(600);

  static final Path dir;
  static final TokenEndpoint tokens;
  static final SecureBroker broker;
  private static final Path secret;

  /** Everything that anybody would read. */
  private static final StringBuilder SAID = new StringBuilder();

  static {
    try {
      dir = Files.createTempDirectory("hubstream-guarded-broker");
      tokens = TokenEndpoint.start();
      broker = SecureBroker.start(dir.resolve("broker"), tokens, SecureBroker.accessControl());
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
      secret = Files.writeString(dir.resolve("connection-string"), broker.connectionString());
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.openServers()))) {
        new Topics(admin, Duration.ofSeconds(30)).create(ServiceTopics.of(TopicNames.DEFAULT, 2));
        permit(admin, ResourceType.TOPIC, TopicNames.DEFAULT.content(), AclOperation.READ);
        permit(admin, ResourceType.TOPIC, TopicNames.DEFAULT.enriched(), AclOperation.READ);
      }
    } catch (Exception e) {
      throw new ExceptionInInitializerError(e);
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

  static Map<String, String> eventHubs(String profile, String servers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", servers);
    settings.put("broker.profile", profile);
    settings.put("eventhubs.connection.string", "${file:%s}".formatted(secret));
    broker.certificate().trust().forEach((key, value) -> settings.put("kafka." + key, value));
    return settings;
  }

  static Map<String, String> kafka(String servers) {
    return new HashMap<>(Map.of("bootstrap.servers", servers));
  }

  static Preflight look(Map<String, String> settings) throws InterruptedException {
    return look(settings, LIMIT);
  }

  static Preflight look(Map<String, String> settings, Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    Preflight seen = Preflight.look(ConfigLoader.of(settings), limit);
    SAID.append(seen).append('\n');
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(limit.plus(Duration.ofSeconds(20)));
    return seen;
  }

  static BrokerFailure failure(Map<String, String> settings, Duration limit)
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

  static EventHubsFilter standard() throws Exception {
    return filter(EventHubsRules.STANDARD);
  }

  static EventHubsFilter filter(EventHubsRules rules) throws Exception {
    return EventHubsFilter.before(
        broker.plainPort(), rules, broker.certificate().context().getServerSocketFactory());
  }

  static Path wrongKey() throws IOException {
    return Files.writeString(
        Files.createTempFile(dir, "wrong", ""),
        broker.connectionString().replaceFirst("SharedAccessKey=.*", "SharedAccessKey=no"));
  }

  /** Runs a command with settings; all that it printed. */
  static String run(int exitCode, Map<String, String> settings, String... command)
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
}

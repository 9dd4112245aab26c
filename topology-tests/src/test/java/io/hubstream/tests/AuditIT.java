package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.cli.Main;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.service.EnrichmentService;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** After a swap the commands say which version made what, from the topics alone. */
@Timeout(180)
class AuditIT {
  private static final ModelVersion V1 = Versions.version("language", 1);
  private static final ModelVersion V2 = Versions.version("language", 2);
  private static final String SECRET = "c2lnbmF0dXJl";

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldNameTheRightVersionOnBothSidesOfASwap() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given: offsets 0 to 49 by version 1, then a swap, then a dead letter and a deletion
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(1)));
      stream.activate("language", 1);
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        stream.publish(0, 50);
        assertThat(service.awaitCaughtUp()).isTrue();
        stream.activate("language", 2);
        Eventually.until("swapped", () -> TestStream.serves(service, V2));
        stream.publish(50, 60);
        stream.publish("bad", "text/plain", TextModels.POISON);
        stream.send(
            new ProducerRecord<>(
                stream.topics.content(), 0, 2_000L, TestStream.bytes("item-3"), (byte[]) null));
        stream.publish("item-7", "text/plain", "the same content again");
        stream.flush();
        assertThat(service.awaitCaughtUp()).isTrue();
      }
      Path config = write(stream);

      // When
      JsonNode last = why(config, 0, stream.topics.content() + "-0@49");
      JsonNode first = why(config, 0, stream.topics.content() + ":0:50");

      // Then
      assertMadeBy(V1, last, stream, 49);
      assertMadeBy(V2, first, stream, 50);
      assertThat(last.at("/models/0/requestedBy").asText()).isEqualTo("tester");
      assertThat(last.at("/models/0/lineage/owner").asText()).isEqualTo("owner");
      assertThat(last.at("/models/0/artifactUri").asText()).isEqualTo("file:///models/language/1");
      assertThat(last.at("/models/0/environment/jvm").asText()).isNotEmpty();
      assertThat(last.at("/spans/0/lastOffset").asLong()).isEqualTo(49);
      assertThat(first.at("/spans/0/firstOffset").asLong()).isEqualTo(50);

      answersForEveryKindOfName(config, stream, last);
      listsWhatAVersionTouched(config);
      tellsTheLives(config);
    }
  }

  @Test
  void shouldNameWhoActivatedAndTellOfAFreezeOnceWhenInstancesStartAfterIt() throws Exception {
    Logger hubstream = (Logger) LoggerFactory.getLogger("io.hubstream");
    Level level = hubstream.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    hubstream.addAppender(log);
    hubstream.setLevel(Level.DEBUG);
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given: an artifact whose URI holds a signature, and a freeze by somebody else
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(1)));
      URI artifact = URI.create("https://store.example/language/1?sv=1&sig=" + SECRET);
      stream
          .registry()
          .activate(
              new DesiredVersion(V1, artifact, ""),
              Optional.empty(),
              new RegistryPublisher.Request("tester", "better"));
      RegistryPublisher.Published freeze =
          stream
              .registry()
              .freeze("language", true, new RegistryPublisher.Request("holly", "holidays"));

      // When
      for (int i = 0; i < 2; i++) {
        try (EnrichmentService service = stream.service("instance-" + i, fakes.parts())) {
          service.start();
          stream.publish(10 * i, 10 * i + 10);
          assertThat(service.awaitCaughtUp()).isTrue();
        }
      }

      // Then
      Path config = write(stream);
      JsonNode why = why(config, 0, stream.topics.content() + "-0@19");
      assertMadeBy(V1, why, stream, 19);
      assertThat(why.at("/models/0/requestedBy").asText()).isEqualTo("tester");
      assertThat(why.at("/models/0/reason").asText()).isEqualTo("better");
      assertThat(why.at("/models/0/artifactUri").asText())
          .isEqualTo("https://store.example/language/1");
      assertThat(frozen(stream))
          .as("one line, however many instances tell of it")
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.at())
                    .isEqualTo(freeze.state().change().at().truncatedTo(ChronoUnit.MILLIS));
                assertThat(step.event().origin().requestedBy()).contains("holly");
              });
      showsNoSecret(config, stream);
      assertThat(log.list).isNotEmpty().noneMatch(line -> line.toString().contains(SECRET));
    } finally {
      hubstream.setLevel(level);
      hubstream.detachAppender(log);
    }
  }

  private static List<AuditView.LifecycleView> frozen(TestStream stream) {
    Map<String, AuditView.LifecycleView> byId = new HashMap<>();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      reader.read(
          stream.topics.audit(),
          Duration.ofSeconds(20),
          line -> {
            assertThat(new String(line.value(), StandardCharsets.ISO_8859_1))
                .doesNotContain(SECRET);
            if (AuditRecords.read(line.topic(), line.value())
                    instanceof AuditView.LifecycleView step
                && step.event().phase() == Phase.FROZEN) {
              byId.put(new String(line.key(), StandardCharsets.UTF_8), step);
            }
          });
    }
    return List.copyOf(byId.values());
  }

  private void showsNoSecret(Path config, TestStream stream) {
    String settings = config.toString();
    List<List<String>> commands =
        List.of(
            List.of("audit", "why", stream.topics.content() + "-0@19", "-c", settings),
            List.of("audit", "why", stream.topics.content() + "-0@19", "-c", settings, "--json"),
            List.of("model", "status", "-c", settings),
            List.of("model", "status", "-c", settings, "--json"),
            List.of("model", "history", "language", "-c", settings, "--json"),
            List.of("model", "history", "language", "--changes", "-c", settings, "--json"));
    for (List<String> command : commands) {
      assertThat(run(command.toArray(String[]::new))).as("%s%s", out, err).isZero();
      assertThat(out.toString()).contains("language").doesNotContain(SECRET);
      assertThat(err.toString()).doesNotContain(SECRET);
    }
  }

  private void answersForEveryKindOfName(Path config, TestStream stream, JsonNode last)
      throws IOException {
    String content = stream.topics.content();
    assertMadeBy(V2, why(config, 0, content + "-0-51"), stream, 51);
    assertMadeBy(V1, why(config, 0, last.at("/result/place").asText()), stream, 49);
    assertMadeBy(V1, why(config, 0, "item-20"), stream, 20);
    JsonNode again = why(config, 0, "item-7");
    assertMadeBy(V2, again, stream, 62);
    assertThat(again.at("/earlier/0").asText()).isEqualTo(content + "-0-7");

    JsonNode letter = why(config, 0, content + "-0-60");
    assertThat(letter.get("outcome").asText()).isEqualTo("DEAD_LETTER");
    assertThat(letter.at("/models/0/version").asText()).isEqualTo("2");
    assertThat(letter.at("/deadLetter/kind").asText()).isNotEmpty();
    assertThat(why(config, 0, letter.at("/deadLetter/place").asText())).isEqualTo(letter);

    JsonNode deletion = why(config, 0, content + "-0-61");
    assertThat(deletion.get("outcome").asText()).isEqualTo("DELETION");
    assertThat(deletion.at("/models/0/version").asText()).isEqualTo("2");
    // Found by its null value in the enriched topic, which bears the time of its source.
    JsonNode deleted = why(config, 0, "item-3");
    assertMadeBy(V1, deleted, stream, 3);
    assertThat(deleted.at("/earlier/0").asText()).isEqualTo(content + "-0-61");

    assertThat(run("audit", "why", "no such content", "-c", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no such content", stream.topics.enriched() + "-0 from 0");
    assertThat(run("audit", "why", content + "-0@999", "-c", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("was not processed", stream.topics.enriched() + "-0");
    assertThat(run("audit", "why", content + "-0@50", "-c", config.toString())).isZero();
    assertThat(out.toString())
        .contains("language:2", V2.digest(), "asked by", "tester", "environment", "topics agree");
  }

  private void listsWhatAVersionTouched(Path config) throws IOException {
    String tooShort = "language@" + V1.digest().substring(0, 12);
    assertThat(run("audit", "affected", tooShort, "-c", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("more than one version", V1.digest(), V2.digest());
    String digest = "language@" + V1.digest();
    JsonNode affected = json(0, "audit", "affected", digest, "-c", config.toString(), "--json");
    assertThat(affected.get("version").asText()).isEqualTo("1");
    assertThat(affected.get("results").asLong()).isEqualTo(50);
    assertThat(affected.get("spans")).hasSize(1);
    assertThat(affected.at("/spans/0/firstOffset").asLong()).isZero();

    assertThat(run("audit", "affected", "language:2", "-c", config.toString())).isZero();
    assertThat(out.toString()).contains("1 spans, 11 results, 1 dead letters");
    assertThat(run("audit", "affected", "language:9", "-c", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("language:1", "language:2");
    assertThat(run("audit", "affected", "language", "-c", config.toString())).isEqualTo(2);
  }

  private void tellsTheLives(Path config) throws IOException {
    assertThat(run("model", "history", "language", "-c", config.toString())).isZero();
    assertThat(out.toString())
        .contains("REQUESTED", "FETCHED", "VERIFIED", "LOADED", "WARMED", "ACTIVATED", "DRAINED")
        .contains("UNLOADED", "tester", "version 2", " ms");
    assertThat(run("model", "history", "language", "-c", config.toString(), "--json")).isZero();
    List<JsonNode> lives = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lives.add(new ObjectMapper().readTree(line));
    }
    assertThat(lives).extracting(life -> life.get("version").asText()).containsExactly("1", "2");
    assertThat(lives)
        .allSatisfy(life -> assertThat(life.get("lastStep").asText()).isEqualTo("UNLOADED"));
    assertThat(lives.get(0).get("steps"))
        .allSatisfy(step -> assertThat(step.get("durationMillis").isNumber()).isTrue())
        .allSatisfy(step -> assertThat(step.at("/environment/os").asText()).isNotEmpty());
  }

  private static void assertMadeBy(
      ModelVersion version, JsonNode answer, TestStream stream, long offset) {
    assertThat(answer.get("resultId").asText())
        .isEqualTo(new SourcePosition(stream.topics.content(), 0, offset).resultId());
    assertThat(answer.get("outcome").asText()).isEqualTo("RESULT");
    assertThat(answer.get("agree").asBoolean()).as("%s", answer).isTrue();
    assertThat(answer.get("models")).hasSize(1);
    assertThat(answer.at("/models/0/version").asText()).isEqualTo(version.version());
    assertThat(answer.at("/models/0/digest").asText()).isEqualTo(version.digest());
  }

  private Path write(TestStream stream) throws IOException {
    Properties settings = new Properties();
    settings.putAll(stream.settings("a"));
    Path file = dir.resolve("service.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    return file;
  }

  private JsonNode why(Path config, int code, String what) throws IOException {
    return json(code, "audit", "why", what, "-c", config.toString(), "--json");
  }

  private JsonNode json(int code, String... args) throws IOException {
    assertThat(run(args)).as("%s%s", out, err).isEqualTo(code);
    return new ObjectMapper().readTree(out.toString());
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}

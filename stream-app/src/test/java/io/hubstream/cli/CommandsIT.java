package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.starter.ProgressListener;
import io.hubstream.starter.StarterContent;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from an export to results, by the commands alone, on a real broker. */
class CommandsIT {
  private static final int FILES = 20;

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldTakeAModelFromPackageToResultsAndBack() throws Exception {
    // Given
    List<StarterModel> models =
        StarterModels.buildInto(dir.resolve("built"), ProgressListener.NONE);
    StarterContent.write(dir.resolve("content"), 1, FILES);
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(clients);
      Path config = config(broker);
      assertThat(run("doctor", "-c", config.toString(), "--device", "cpu"))
          .contains("1 brokers, topics ready", "Nothing stands in the way");

      // When: the content waits, then both models are packaged and activated
      run("publish", "-c", config.toString(), dir.resolve("content").toString());
      for (StarterModel model : models) {
        if (model.version() == 1) {
          activate(config, model);
        }
      }
      run("run", "-c", config.toString(), "--until-caught-up");

      // Then
      Verification verdict =
          new TopicVerifier(
                  clients,
                  new TopicVerifier.Sources(
                      "hubstream.content",
                      "hubstream.enriched",
                      "hubstream.dead-letters",
                      "hubstream.model-audit"))
              .verify(TopicVerifier.Listener.NONE);
      assertThat(verdict.examples()).isEmpty();
      assertThat(verdict.holdsExactlyOnce()).isTrue();
      assertThat(verdict.counts()).isEqualTo(new Verification.Counts(FILES, FILES, 0, 0));

      List<JsonNode> results = json("tail", "enriched", "-c", config.toString(), "--json");
      assertThat(results).hasSize(FILES);
      assertThat(results)
          .allSatisfy(
              result -> assertThat(result.at("/results/0/status").asText()).isEqualTo("OK"));
      assertThat(json("tail", "enriched", "-c", config.toString(), "--json", "--max", "3"))
          .hasSize(3);
      assertThat(json("tail", "audit", "-c", config.toString(), "--json")).isNotEmpty();
      assertThat(json("tail", "registry", "-c", config.toString(), "--json")).hasSize(2);
      rollsForthAndBack(config, models);
    }
  }

  private void rollsForthAndBack(Path config, List<StarterModel> models) throws Exception {
    StarterModel second = models.get(1);
    assertThat(second.version()).isEqualTo(2);
    activate(config, second);
    assertThat(stable(config, second.name())).isEqualTo("2");

    declaresABreak(config, second);
    run("model", "rollback", second.name(), "-c", config.toString(), "--reason", "test");
    assertThat(stable(config, second.name())).isEqualTo("1");
    run("model", "rollback", second.name(), "--to", "2", "-c", config.toString(), "--reason", "no");
    assertThat(stable(config, second.name())).isEqualTo("2");

    run("model", "retire", second.name(), "-c", config.toString());
    assertThat(stable(config, second.name())).isEmpty();
    assertThat(json("model", "history", second.name(), "-c", config.toString(), "--json"))
        .isNotEmpty();
  }

  private void declaresABreak(Path config, StarterModel model) throws IOException {
    String folder =
        dir.resolve("store").resolve(model.name()).resolve("" + model.version()).toString();
    String settings = config.toString();
    assertThat(json("model", "activate", folder, "-c", settings, "--json").get(0).get("breaking"))
        .isEqualTo(BooleanNode.FALSE);
    assertThat(
            json("model", "activate", folder, "-c", settings, "--breaking", "--json")
                .get(0)
                .get("breaking"))
        .isEqualTo(BooleanNode.TRUE);
  }

  private String stable(Path config, String model) throws IOException {
    return json("model", "status", "-c", config.toString(), "--json").stream()
        .filter(status -> status.get("model").asText().equals(model))
        .map(status -> status.at("/stable/version").asText())
        .findFirst()
        .orElseThrow();
  }

  private void activate(Path config, StarterModel model) {
    String version = Integer.toString(model.version());
    run(
        "model",
        "package",
        model.folder().toString(),
        "--model",
        model.name(),
        "--version",
        version);
    run(
        "model",
        "publish",
        model.folder().toString(),
        "--store",
        dir.resolve("store").toString(),
        "--activate",
        "-c",
        config.toString());
  }

  private Path config(EmbeddedBroker broker) throws IOException {
    return Files.writeString(
        dir.resolve("service.properties"),
        """
        bootstrap.servers = %s
        instance.id = commands-it
        state.dir = %s
        models.cache.dir = %s
        http.port = 0
        """
            .formatted(broker.bootstrapServers(), dir.resolve("state"), dir.resolve("cache")));
  }

  private static void createTopics(Map<String, Object> clients) throws InterruptedException {
    try (Admin admin = Admin.create(clients)) {
      new Topics(admin, Duration.ofSeconds(20))
          .create(
              List.of(
                  Topic.of("hubstream.content", 3),
                  Topic.of("hubstream.enriched", 3),
                  Topic.of("hubstream.dead-letters", 3),
                  Topic.compacted("hubstream.model-audit", 1),
                  Topic.compacted("hubstream.model-registry", 1)));
    }
  }

  private List<JsonNode> json(String... args) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> objects = new ArrayList<>();
    for (String line : run(args).lines().toList()) {
      objects.add(mapper.readTree(line));
    }
    return objects;
  }

  /** Runs a command that must end with 0, and gives what it printed. */
  private String run(String... args) {
    out.getBuffer().setLength(0);
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertThat(code).as("%s%n%s", String.join(" ", args), err).isZero();
    return out.toString();
  }
}

package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.testing.TestModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder that an exporter writes to the registry of a real broker, by the command. */
class ModelWatchIT {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldPublishNewVersionsOnceEachAndRefuseTheBadOne() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      // Given
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(clients)) {
        new Topics(admin, Duration.ofSeconds(20))
            .create(List.of(Topic.compacted("hubstream.model-registry", 1)));
      }
      Path base = dir.resolve("base");
      TestModels.text(base.resolve("texts/1"), 3, 4, 1);
      TestModels.text(base.resolve("texts/2"), 3, 4, 2);

      // When, then
      assertThat(watch(broker)).isZero();
      assertThat(events())
          .filteredOn(event -> event.get("event").asText().equals("published"))
          .extracting(event -> event.get("version").asText())
          .containsExactly("1", "2");

      assertThat(frozenAndNotAnyMore(broker)).isZero();
      TestModels.text(base.resolve("texts/3"), 3, 4, 3);
      assertThat(watch(broker)).isZero();

      Files.createDirectories(base.resolve("texts/4"));
      Files.writeString(base.resolve("texts/4/saved_model.pb"), "no model");
      assertThat(watch(broker)).isEqualTo(1);
      assertThat(events())
          .filteredOn(event -> !event.get("event").asText().equals("seen"))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.get("event").asText()).isEqualTo("refused");
                assertThat(event.get("version").asText()).isEqualTo("4");
              });

      assertThat(
              run(
                  "model",
                  "history",
                  "texts",
                  "--changes",
                  "-b",
                  broker.bootstrapServers(),
                  "--json"))
          .isZero();
      assertThat(events())
          .extracting(event -> event.at("/stable/version").asText())
          .as("two activations, a freeze and its end, another activation")
          .containsExactly("1", "2", "2", "2", "3");
      assertThat(dir.resolve("store/.watch")).isEmptyDirectory();
    }
  }

  private int frozenAndNotAnyMore(EmbeddedBroker broker) {
    String servers = broker.bootstrapServers();
    return run("model", "freeze", "texts", "--reason", "audit", "-b", servers)
        + run("model", "unfreeze", "texts", "-b", servers);
  }

  private int watch(EmbeddedBroker broker) {
    return run(
        "model",
        "watch",
        dir.resolve("base").toString(),
        "--store",
        dir.resolve("store").toString(),
        "-b",
        broker.bootstrapServers(),
        "--settle",
        "1",
        "--once",
        "--json");
  }

  private List<JsonNode> events() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> events = new java.util.ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      events.add(mapper.readTree(line));
    }
    return events;
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}

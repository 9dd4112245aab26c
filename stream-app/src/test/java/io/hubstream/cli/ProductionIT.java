package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.TopicNames;
import io.hubstream.starter.ProgressListener;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
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

/** The line between experiments and production, drawn by the commands alone, on a real broker. */
class ProductionIT {
  private static final int FILES = 6;

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String config = "";
  private String model = "";

  @Test
  void shouldServeOnlyWhatWasApprovedAndHoldWhatIsFrozen() throws Exception {
    // Given
    run(0, "model", "keygen", "--out", key());
    List<StarterModel> versions = published();
    writeContent();
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      config = production(broker).toString();
      createTopics(broker, ConfigLoader.load(Path.of(config)).topics());
      run(0, "publish", "-c", config, dir.resolve("content").toString());

      servesWhatWasPromoted();
      refusesWhatSomebodyActivatedPastIt(broker, versions.get(1));
      holdsWhatIsFrozen();
      leavesItToThePersonWhenTheVersionBeforeIsGone();
    }
  }

  private void servesWhatWasPromoted() throws IOException {
    String report = dir.resolve("report.json").toString();
    String told =
        run(0, promote("1", "--approver", "grace", "--expires", "1d", "--report", report));
    assertThat(told).contains("passed    integrity", "passed    provenance", "sha256:");

    run(0, "run", "-c", config, "--until-caught-up");

    JsonNode status = status();
    assertThat(status.at("/stable/stage").asText()).isEqualTo("production");
    assertThat(status.at("/stable/approval/approvedBy").asText()).isEqualTo("grace");
    assertThat(told).contains(status.at("/stable/approval/gateReportDigest").asText());
    assertThat(json("tail", "enriched", "-c", config, "--json")).hasSize(FILES);
    String secret = Files.readString(Path.of(key())).lines().toList().get(1);
    assertThat(out + "" + err).doesNotContain(secret);
  }

  private void refusesWhatSomebodyActivatedPastIt(EmbeddedBroker broker, StarterModel second)
      throws IOException {
    String folder = dir.resolve("store").resolve(model).resolve("2").toString();
    assertThat(second.version()).isEqualTo(2);
    run(0, "model", "activate", folder, "-b", broker.bootstrapServers());

    run(0, "run", "-c", config, "--until-caught-up");

    List<JsonNode> rejected =
        json("tail", "audit", "-c", config, "--json").stream()
            .filter(event -> event.at("/lifecycle/phase").asText().equals("REJECTED"))
            .toList();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).at("/lifecycle/version").asText()).isEqualTo("2");
    assertThat(rejected.get(0).at("/lifecycle/reason").asText())
        .contains("no stage", "hubstream model promote");
    JsonNode instance = status().at("/instances/production-it");
    assertThat(instance.get("differs").asBoolean()).isTrue();
    assertThat(instance.get("phase").asText()).isEqualTo("REJECTED");
    assertThat(instance.get("version").asText()).isEqualTo("2");
    assertThat(instance.get("reason").asText()).contains("no stage");
    assertThat(run(0, "model", "status", "-c", config))
        .contains(
            "production-it serves nothing", "2 is wanted: REJECTED in REQUESTED 2", "no stage");
  }

  private void holdsWhatIsFrozen() throws IOException {
    run(0, "model", "freeze", model, "--reason", "audit", "--by", "ada", "-c", config);
    run(1, promote("2"));
    run(1, "model", "rollback", model, "--reason", "NaN", "-c", config);
    assertThat(err.toString()).contains("frozen by ada", "audit", "--force", "model unfreeze");
    assertThat(run(0, "model", "status", "-c", config)).contains("frozen by ada since");

    run(0, "model", "freeze", "--all", "--reason", "holidays", "--by", "bob", "-c", config);
    run(0, "model", "rollback", model, "--force", "--reason", "NaN", "-c", config);
    assertThat(status().at("/stable/version").asText()).isEqualTo("1");
    assertThat(status().at("/freezeOfAll/by").asText()).isEqualTo("bob");
    assertThat(status().at("/freeze/by").asText()).isEqualTo("ada");

    run(0, "model", "unfreeze", model, "-c", config);
    run(1, promote("2"));
    run(0, "model", "unfreeze", "--all", "-c", config);
    run(0, promote("2"));
    assertThat(status().at("/stable/version").asText()).isEqualTo("2");
    assertThat(run(0, "model", "history", "--changes", "-c", config))
        .contains("all models not frozen");
  }

  private void leavesItToThePersonWhenTheVersionBeforeIsGone() throws IOException {
    Files.move(dir.resolve("store").resolve(model).resolve("2"), dir.resolve("gone"));
    String cache = "models.cache.dir=" + dir.resolve("empty-cache");

    assertThat(run(1, promote("1", "--set", "model.load.timeout.ms=1")))
        .contains("FAILED    load: the load did not end within 1 ms");
    assertThat(run(1, promote("1", "--breaking", "--set", cache)))
        .contains("FAILED    compatibility: " + model + ":2 at file:", "--uncompared");
    assertThat(status().at("/stable/version").asText()).isEqualTo("2");
    assertThat(run(0, promote("1", "--uncompared", "--set", cache)))
        .contains("passed    compatibility", "nothing was compared, by --uncompared");
    assertThat(status().at("/stable/version").asText()).isEqualTo("1");
  }

  /** Two versions of the text model, packaged and in the store. */
  private List<StarterModel> published() throws IOException {
    List<StarterModel> versions =
        StarterModels.buildInto(dir.resolve("built"), ProgressListener.NONE).stream()
            .filter(built -> built.name().contains("text"))
            .toList();
    model = versions.get(0).name();
    for (StarterModel version : versions) {
      String folder = version.folder().toString();
      String number = Integer.toString(version.version());
      run(0, "model", "package", folder, "--model", model, "--version", number, "--owner", "me");
      run(0, "model", "publish", folder, "--store", dir.resolve("store").toString());
    }
    return versions;
  }

  private void writeContent() throws IOException {
    Path content = Files.createDirectories(dir.resolve("content"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(
          content.resolve(i + ".txt"), "Letter number " + i + " to whom it concerns.");
    }
  }

  private String key() {
    return dir.resolve("approver.pem").toString();
  }

  private String[] promote(String version, String... more) {
    List<String> args = new ArrayList<>(List.of("model", "promote", model, version));
    args.addAll(List.of("--to", "production", "--key", key(), "-c", config));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private JsonNode status() throws IOException {
    return json("model", "status", "-c", config, "--json").get(0);
  }

  private Path production(EmbeddedBroker broker) throws IOException {
    return Files.writeString(
        dir.resolve("service.properties"),
        """
        bootstrap.servers = %s
        instance.id = production-it
        state.dir = %s
        models.cache.dir = %s
        http.port = 0
        environment = production
        environment.public.keys = %s.pub
        environment.artifact.roots = %s
        """
            .formatted(
                broker.bootstrapServers(),
                dir.resolve("state"),
                dir.resolve("cache"),
                key(),
                dir.resolve("store")));
  }

  private static void createTopics(EmbeddedBroker broker, TopicNames names)
      throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
      new Topics(admin, Duration.ofSeconds(20)).create(ServiceTopics.of(names, 1));
    }
  }

  private List<JsonNode> json(String... args) throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : run(0, args).lines().toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    return objects;
  }

  /** Runs a command that must end with this code, and gives what it printed. */
  private String run(int code, String... args) {
    StringWriter printed = new StringWriter();
    int ended = Main.run(new PrintWriter(printed, true), new PrintWriter(err, true), args);
    out.append(printed.toString());
    assertThat(ended).as("%s%n%s%n%s", String.join(" ", args), printed, err).isEqualTo(code);
    return printed.toString();
  }
}

package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.azure.BlobAccess;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions in Blob storage on their way into production, by the commands alone. */
class BlobPromotionIT {
  private static final String CONNECTION = "AZURE_STORAGE_CONNECTION_STRING";
  private static final String CONTAINER = "models";
  private static final int LIMIT_SECONDS = 120;

  @TempDir Path dir;

  private String root = "";
  private String config = "";

  /** What one command printed, and how it ended. */
  private record Ended(String said, int code) {}

  @Test
  @Timeout(200)
  void shouldFindCompareApproveAndServeVersionsInBlobStorage() throws Exception {
    // Given
    Files.createDirectories(dir.resolve("content"));
    for (int i = 0; i < 4; i++) {
      Files.writeString(
          dir.resolve("content/" + i + ".txt"), "Letter " + i + " to whom it concerns");
    }
    try (Azurite azurite = Azurite.start();
        EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      root = "%s/%s/%s".formatted(azurite.host(), Azurite.ACCOUNT, CONTAINER);
      run("model", "keygen", "--out", key());
      config = production(broker, azurite).toString();
      createTopics(broker);
      publishVersions(azurite);

      // When
      List<Ended> ended =
          script(
              azurite,
              promote("1"),
              promote("2", "--artifact", root + "/letters/2", "--content", content()),
              promote("3"),
              promote("3", "--breaking"),
              promote("4"),
              List.of("publish", "-c", config, content()),
              List.of("run", "-c", config, "--until-caught-up"),
              List.of("model", "status", "-c", config, "--json"),
              List.of("tail", "enriched", "-c", config, "--json"));

      // Then
      assertThat(ended.get(0)).satisfies(first -> passed(first, "nothing is replaced"));
      assertThat(ended.get(1))
          .satisfies(
              second ->
                  passed(second, "replaces letters:1", "topOneAgreement", "cosineDistanceMax"));
      Ended third = ended.get(2);
      assertThat(third.code()).as(third.said()).isEqualTo(1);
      assertThat(third.said())
          .contains("FAILED    compatibility: its embedding has 4 values", "--breaking")
          .contains("nothing was signed or published");
      assertThat(ended.get(3)).satisfies(fourth -> passed(fourth, "declared as breaking"));
      assertThat(ended.get(4).code()).isEqualTo(1);
      assertThat(ended.get(4).said()).contains("where is letters:4?", "--artifact");
      assertThat(ended.subList(5, ended.size()))
          .allSatisfy(done -> assertThat(done.code()).as(done.said()).isZero());
      assertThat(ended.get(7).said())
          .contains("\"form\":2", "\"breaking\":true", root + "/letters/3");
      assertThat(ended.get(8).said().lines().filter(line -> line.contains("\"version\":\"3\"")))
          .as(ended.get(6).said() + ended.get(8).said())
          .hasSize(4);
    }
  }

  private static void passed(Ended promoted, String... said) {
    assertThat(promoted.code()).as(promoted.said()).isZero();
    assertThat(promoted.said()).contains(said).contains("is desired now");
  }

  private List<Ended> script(Azurite azurite, List<?>... commands) throws Exception {
    List<String> lines = new ArrayList<>();
    for (List<?> command : commands) {
      lines.add(String.join(ScriptedCommands.WORD, command.stream().map(String::valueOf).toList()));
    }
    Path log = dir.resolve("script.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedCommands.class.getName(),
                Files.write(dir.resolve("script"), lines).toString())
            .redirectOutput(log.toFile())
            .redirectError(dir.resolve("script.err").toFile());
    builder.environment().put(CONNECTION, azurite.connectionString(azurite.host()));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as(Files.readString(log))
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(log)).doesNotContain(azurite.key());
    return ended(Files.readString(log));
  }

  private static List<Ended> ended(String log) {
    List<Ended> ended = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (String line : log.lines().toList()) {
      if (line.startsWith(ScriptedCommands.ENDED)) {
        int code = Integer.parseInt(line.substring(ScriptedCommands.ENDED.length()));
        ended.add(new Ended(said.toString(), code));
        said.setLength(0);
      } else {
        said.append(line).append('\n');
      }
    }
    return ended;
  }

  /** Versions 1 and 2 are alike, the third gives other embeddings. */
  private void publishVersions(Azurite azurite) throws Exception {
    String connection = azurite.connectionString(azurite.host());
    new BlobServiceClientBuilder()
        .connectionString(connection)
        .serviceVersion(BlobServiceVersion.V2025_11_05)
        .buildClient()
        .createBlobContainer(CONTAINER);
    String endpoint = azurite.host() + "/" + Azurite.ACCOUNT;
    ArtifactStores stores =
        new ArtifactStores(new BlobAccess(Map.of(CONNECTION, connection), List.of(endpoint), 4));
    int[] dimensions = {8, 8, 4};
    for (int i = 0; i < dimensions.length; i++) {
      String version = Integer.toString(i + 1);
      Path folder = TestModels.text(dir.resolve("made").resolve(version), 3, dimensions[i], i + 1);
      run("model", "package", folder.toString(), "--model", "letters", "--version", version);
      stores.at(root).publish(folder);
    }
  }

  private String key() {
    return dir.resolve("approver.pem").toString();
  }

  private String content() {
    return dir.resolve("content").toString();
  }

  private List<String> promote(String version, String... more) {
    List<String> words = new ArrayList<>(List.of("model", "promote", "letters", version));
    words.addAll(List.of("--to", "production", "--key", key(), "-c", config));
    words.addAll(List.of(more));
    return words;
  }

  private Path production(EmbeddedBroker broker, Azurite azurite) throws IOException {
    return Files.writeString(
        dir.resolve("service.properties"),
        """
        bootstrap.servers = %s
        instance.id = blob-promotion-it
        state.dir = %s
        models.cache.dir = %s
        http.port = 0
        azure.blob.endpoints = %s/%s
        environment = production
        environment.public.keys = %s.pub
        environment.artifact.roots = %s, %s
        """
            .formatted(
                broker.bootstrapServers(),
                dir.resolve("state"),
                dir.resolve("cache"),
                azurite.host(),
                Azurite.ACCOUNT,
                key(),
                dir.resolve("no-such-folder"),
                root));
  }

  private void createTopics(EmbeddedBroker broker) throws Exception {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()))) {
      new Topics(admin, Duration.ofSeconds(20))
          .create(ServiceTopics.of(ConfigLoader.load(Path.of(config)).topics(), 1));
    }
  }

  private static void run(String... args) {
    StringWriter printed = new StringWriter();
    PrintWriter writer = new PrintWriter(printed, true);
    assertThat(Main.run(writer, writer, args)).as("%s", printed).isZero();
  }
}

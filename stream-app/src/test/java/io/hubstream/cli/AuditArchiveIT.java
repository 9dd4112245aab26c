package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobItem;
import com.fasterxml.jackson.databind.JsonNode;
import io.hubstream.archive.ArchiveReport;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.ArchiveStores;
import io.hubstream.archive.AuditSamples;
import io.hubstream.archive.AuditTopic;
import io.hubstream.archive.Finding;
import io.hubstream.azure.BlobAccess;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.Versions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive by its commands, on a real broker, in a folder and in Blob storage. */
@Timeout(120)
class AuditArchiveIT {
  private static final int EVENTS = 1_000;
  private static final String SECRET = "c2VjcmV0LXNpZ25hdHVyZQ";
  private static final Pattern MONITORING = Pattern.compile("Metrics and health: (http://\\S+)");

  private static EmbeddedBroker broker;

  @TempDir static Path brokerDir;
  @TempDir Path dir;

  private ArchiveCommands commands;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(brokerDir);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new Topics(admin, Duration.ofSeconds(20))
          .create(
              List.of(
                  Topic.of("hubstream.content", 5),
                  Topic.of("hubstream.enriched", 5),
                  Topic.of("hubstream.dead-letters", 5),
                  Topic.compacted("hubstream.model-registry", 1)));
    }
  }

  @BeforeEach
  void prepare() {
    commands = new ArchiveCommands(broker.bootstrapServers(), dir.resolve("output"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldHoldEachOfAThousandEventsOnceWhenTheArchiverWasKilledInTheMiddle() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 3)) {
      // Given
      topic.write(EVENTS);
      Path archive = dir.resolve("archive");
      List<String> small =
          commands.archive(topic, archive.toString(), "--set", "audit.archive.max.bytes=5000");

      // When
      commands.killAfter(20, () -> ArchiveCommands.files(archive), Map.of(), small);
      long soFar =
          commands
              .json(0, commands.verify(topic, archive.toString(), "--json", "--offline"))
              .get("records")
              .asLong();
      assertThat(soFar).as("killed in the middle").isBetween(20L, EVENTS - 20L);
      Path anchor = dir.resolve("heads");
      assertThat(
              commands.run(
                  commands.verify(
                      topic, archive.toString(), "--write-anchor", anchor.toString(), "--offline")))
          .isZero();
      assertThat(
              commands.run(
                  commands.archive(topic, archive.toString(), "--until-caught-up", "--json")))
          .isZero();

      // Then
      JsonNode verdict =
          commands.json(
              0,
              commands.verify(topic, archive.toString(), "--anchor", anchor.toString(), "--json"));
      assertThat(verdict.get("records").asInt()).isEqualTo(EVENTS);
      assertThat(verdict.get("heads")).hasSize(3);
      assertThat(
              commands.run(
                  commands.archive(topic, archive.toString(), "--until-caught-up", "--json")))
          .isZero();
      assertThat(commands.out()).as("nothing is left to archive").isEmpty();
      removesTheNewestFile(topic, archive, verdict);
    }
  }

  private void namesAnEmptyPlace(AuditTopic topic) throws IOException {
    String place = dir.resolve("not-mounted").toString();
    assertThat(commands.run(commands.archive(topic, place, "--until-caught-up"))).isEqualTo(1);
    assertThat(commands.err()).contains(place, "--begin-anew");
    assertThat(commands.run(commands.archive(topic, place, "--until-caught-up", "--begin-anew")))
        .isZero();
  }

  private void removesTheNewestFile(AuditTopic topic, Path archive, JsonNode verdict)
      throws IOException {
    JsonNode head = verdict.get("heads").get(1);
    String name = "%012d.avro".formatted(head.get("sequence").asLong());
    try (Stream<Path> files = Files.walk(archive.resolve(topic.name()).resolve("1"))) {
      for (Path file : files.filter(path -> path.endsWith(name)).toList()) {
        Files.delete(file);
      }
    }
    assertThat(commands.run(commands.verify(topic, archive.toString(), "--offline"))).isZero();
    String digest = head.get("digest").asText();
    JsonNode missed =
        commands.json(
            1,
            commands.verify(
                topic, archive.toString(), "--expect-head", digest, "--offline", "--json"));
    assertThat(missed.at("/findings/0/kind").asText()).isEqualTo("ANCHOR");
    assertThat(commands.run(commands.verify(topic, archive.toString()))).isEqualTo(1);
    assertThat(commands.out()).contains("FOUND TOPIC " + topic.name() + "-1", digest);
    namesAnEmptyPlace(topic);
  }

  @Test
  void shouldPutWhatIsOpenAndServeMetricsWhenItRunsUntilItIsAsked() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 1)) {
      // Given
      Path archive = dir.resolve("archive");
      List<String> arguments =
          commands.archive(
              topic,
              archive.toString(),
              "--metrics-port",
              "0",
              "--set",
              "audit.archive.max.age.ms=200");
      try (CommandProcess archiver = commands.start(Map.of(), arguments)) {
        ArchiveCommands.await("monitoring", () -> MONITORING.matcher(archiver.text()).find());
        Matcher place = MONITORING.matcher(archiver.text());
        assertThat(place.find()).isTrue();
        URI metrics = URI.create(place.group(1)).resolve("metrics");

        // When
        topic.write(30);
        ArchiveCommands.await(
            "archived by age",
            () ->
                ArchiveCommands.get(metrics)
                    .contains("hubstream_archive_records_total{partition=\"0\"} 30.0"));
        assertThat(ArchiveCommands.get(metrics))
            .contains("hubstream_archive_lag{partition=\"0\"} ");
        archiver.terminate();

        // Then: 128 and the number of the signal
        assertThat(archiver.awaitExit(ArchiveCommands.LIMIT)).as(archiver.text()).isEqualTo(143);
        assertThat(archiver.text()).contains("head " + topic.name() + " 0 ");
      }
      assertThat(
              commands
                  .json(0, commands.verify(topic, archive.toString(), "--json"))
                  .get("records")
                  .asInt())
          .isEqualTo(30);
    }
  }

  @Test
  void shouldKeepTheArchiveInBlobStorageAndNoSecretInWhatItSays() throws Exception {
    try (Azurite azurite = Azurite.start();
        AuditTopic topic = AuditTopic.create(broker, 2)) {
      // Given
      topic.write(EVENTS);
      BlobContainerClient container =
          new BlobServiceClientBuilder()
              .connectionString(azurite.connectionString(azurite.host()))
              .serviceVersion(BlobServiceVersion.V2025_11_05)
              .buildClient()
              .createBlobContainer("audit");
      String place = azurite.host() + "/" + Azurite.ACCOUNT + "/audit/all";
      Map<String, String> environment =
          Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(azurite.host()));
      IntSupplier blobs = () -> (int) container.listBlobs().stream().count();

      List<String> archive =
          commands.archive(topic, place, "--set", "audit.archive.max.bytes=20000");

      // When
      commands.killAfter(12, blobs, environment, archive);
      int atKill = blobs.getAsInt();
      topic.archiveTo(store(place, environment));

      // Then
      assertThat(blobs.getAsInt()).isGreaterThan(atKill);
      ArchiveReport report = ArchiveCommands.check(store(place, environment));
      assertThat(report.findings()).isEmpty();
      assertThat(report.totals().records()).isEqualTo(EVENTS);
      assertThat(Files.readString(dir.resolve("output"))).doesNotContain(azurite.key());
      findsForgeriesInBlobs(container, store(place, environment), topic);
      hidesSecrets(azurite, place, topic);
    }
  }

  private static ArchiveStore store(String place, Map<String, String> environment)
      throws Exception {
    return ArchiveStores.open(place, new BlobAccess(environment, List.of(), 4));
  }

  private static void findsForgeriesInBlobs(
      BlobContainerClient container, ArchiveStore store, AuditTopic topic) throws Exception {
    List<String> names =
        container.listBlobs().stream()
            .map(BlobItem::getName)
            .filter(name -> name.contains(topic.name() + "/1/") && !name.contains("genesis"))
            .sorted()
            .toList();
    byte[] bytes = container.getBlobClient(names.get(2)).downloadContent().toBytes();
    bytes[bytes.length - 30] ^= 1;
    container.getBlobClient(names.get(2)).upload(BinaryData.fromBytes(bytes), true);
    container.getBlobClient(names.get(5)).delete();
    assertThat(ArchiveCommands.check(store).findings().stream().map(Finding::toString))
        .anyMatch(found -> found.startsWith("DAMAGED " + names.get(2).replaceFirst("^all/", "")))
        .anyMatch(found -> found.startsWith("MISSING " + topic.name() + "/1/: file 6 "));
    assertThat(store.put(names.get(0).replaceFirst("^all/", ""), new byte[1]))
        .as("nothing is written over")
        .isFalse();
  }

  private void hidesSecrets(Azurite azurite, String place, AuditTopic topic) throws Exception {
    Map<String, String> wrong =
        Map.of("AZURE_STORAGE_SAS_TOKEN", "sv=2025-11-05&sp=rwl&sig=" + SECRET);
    assertThatThrownBy(() -> store(place, wrong).list(""))
        .satisfies(
            failure -> {
              assertThat(Throwables.getStackTrace(failure)).doesNotContain(SECRET, azurite.key());
              assertThat(failure).hasMessageContaining("403");
            });
    try (CommandProcess command =
        commands.start(wrong, commands.archive(topic, place, "-X", "--until-caught-up"))) {
      assertThat(command.awaitExit(ArchiveCommands.LIMIT)).isEqualTo(1);
      assertThat(command.text())
          .contains("403", "the token in AZURE_STORAGE_SAS_TOKEN")
          .doesNotContain(SECRET, azurite.key());
    }
    String withSas = place + "?sig=" + SECRET;
    for (List<String> command :
        List.of(commands.archive(topic, withSas, "-X"), commands.verify(topic, withSas, "-X"))) {
      assertThat(commands.run(command)).isEqualTo(2);
      assertThat(commands.said()).contains("AZURE_STORAGE_SAS_TOKEN").doesNotContain(SECRET);
    }
  }

  @Test
  void shouldAnswerFromArchiveAndTopicTogetherAndFromTheArchiveAlone() throws Exception {
    ModelVersion v1 = Versions.version("scenes", 1);
    ModelVersion v2 = Versions.version("scenes", 2);
    Path archive = dir.resolve("archive");
    String name = "hubstream.model-audit";
    try (AuditTopic topic = AuditTopic.create(broker, name, 2)) {
      // Given: a span that grows after it was archived, and lines that never were
      topic.write(
          List.of(
              AuditSamples.step(Phase.REQUESTED, v1, 1),
              AuditSamples.step(Phase.ACTIVATED, v1, 2),
              AuditSamples.span(0, 0, 9, v1),
              AuditSamples.span(0, 10, 14, v1)));
      assertThat(commands.run(commands.archive(topic, archive.toString(), "--until-caught-up")))
          .isZero();
      topic.write(
          List.of(
              AuditSamples.span(0, 10, 19, v1),
              AuditSamples.step(Phase.REQUESTED, v2, 31),
              AuditSamples.step(Phase.ACTIVATED, v2, 32),
              AuditSamples.span(0, 20, 29, v2)));

      // When, Then: together
      madeBy(v2, 25, "-b", broker.bootstrapServers(), "--archive", archive.toString());
      assertThat(affected(v1, "-b", broker.bootstrapServers(), "--archive", archive.toString()))
          .isEqualTo(20);

      // When, Then: the rest is archived, and retention takes everything from the topic
      assertThat(commands.run(commands.archive(topic, archive.toString(), "--until-caught-up")))
          .isZero();
      topic.deleteAll(2);
      madeBy(v2, 25, "-b", broker.bootstrapServers(), "--set", "audit.archive.uri=" + archive);
      answersAlone(v1, v2, archive);
      assertThat(
              commands.run(
                  List.of("audit", "affected", "scenes:2", "-b", broker.bootstrapServers())))
          .as("the topic alone knows nothing any more")
          .isEqualTo(1);
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.deleteTopics(List.of(name)).all().get();
    }
    try (AuditTopic again = AuditTopic.create(broker, name, 2)) {
      again.write(List.of(AuditSamples.span(0, 30, 39, v2)));
      String[] both = {"-b", broker.bootstrapServers(), "--archive", archive.toString()};
      madeBy(v1, 15, both);
      assertThat(affected(v2, both)).isEqualTo(20);
    }
    refusesAForgedArchive(archive);
  }

  private void answersAlone(ModelVersion v1, ModelVersion v2, Path archive) throws IOException {
    String[] alone = {"--archive", archive.toString()};
    madeBy(v1, 15, alone);
    madeBy(v2, 25, alone);
    assertThat(affected(v2, alone)).isEqualTo(10);
    assertThat(commands.run(List.of("model", "history", "scenes", "--archive", archive.toString())))
        .isZero();
    assertThat(commands.out()).contains("REQUESTED", "ACTIVATED", "ada");
    assertThat(
            commands.run(
                List.of("audit", "why", "hubstream.content-0-15", "--archive", archive.toString())))
        .isZero();
    assertThat(commands.out()).contains("scenes:1", v1.digest(), "asked by", "ada");
    assertThat(commands.run(List.of("audit", "why", "item-7", "--archive", archive.toString())))
        .isEqualTo(2);
    assertThat(
            commands.run(
                List.of(
                    "audit", "why", "hubstream.content-0-999", "--archive", archive.toString())))
        .isEqualTo(1);
  }

  private void madeBy(ModelVersion version, long offset, String... sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("audit", "why", "hubstream.content-0-" + offset, "--json"));
    arguments.addAll(List.of(sources));
    JsonNode why = commands.json(0, arguments);
    assertThat(why.get("outcome").asText()).isEqualTo("GONE");
    assertThat(why.get("spans")).hasSize(1);
    assertThat(why.get("models")).hasSize(1);
    assertThat(why.at("/models/0/digest").asText()).isEqualTo(version.digest());
    assertThat(why.at("/models/0/requestedBy").asText()).isEqualTo("ada");
  }

  private long affected(ModelVersion version, String... sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("audit", "affected", "scenes:" + version.version(), "--json"));
    arguments.addAll(List.of(sources));
    return commands.json(0, arguments).get("results").asLong();
  }

  private void refusesAForgedArchive(Path archive) throws IOException {
    try (Stream<Path> files = Files.walk(archive)) {
      Path file =
          files.filter(path -> path.toString().endsWith("001.avro")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 20] ^= 1;
      Files.write(file, bytes);
    }
    assertThat(
            commands.run(
                List.of("audit", "why", "hubstream.content-0-15", "--archive", archive.toString())))
        .isEqualTo(1);
    assertThat(commands.err()).contains("is not as it was written", "DAMAGED", "audit verify");
  }
}

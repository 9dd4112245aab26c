package io.hubstream.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.azure.BlobAccess;
import io.hubstream.cli.Main;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.EventHubPeer;
import io.hubstream.testing.TestModels;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an event of Azure's to results that bear the version which it announced, by the commands.
 */
@Timeout(240)
class BridgeChainIT {
  private static final String KEY = "dGhlLWtleS1vZi10aGUtZXZlbnQtaHVi";
  private static final String WORKSPACE =
      "/subscriptions/s-1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/shop";
  private static final Pattern MONITORING =
      Pattern.compile("Metrics and health: (http://127\\.0\\.0\\.1:\\d+/)");
  private static final int RECORDS = 20;

  @TempDir Path dir;
  private final StringBuilder printed = new StringBuilder();

  @Test
  void shouldSwapToWhatAnEventAnnouncesAndTellWhichEventItWas() throws Exception {
    try (Azurite azurite = Azurite.start();
        EventHubPeer peer = EventHubPeer.start("model-events", 2);
        TestStream stream = settings(new TestStream(dir, 1), azurite, peer)) {
      containers(azurite);
      ServiceProcess service = ServiceProcess.ofTheCommand(stream, dir, "service");
      ServiceProcess bridge = ServiceProcess.ofTheBridge(stream, dir, "bridge");
      try (ResultsWatch watch = new ResultsWatch(stream);
          service;
          bridge) {
        refusesToStartWithoutCredentials(service, peer);
        surroundings(service, azurite, peer).start();
        surroundings(bridge, azurite, peer).start();

        // When: Azure ML registers version 1; later the manifest of version 2 is uploaded
        send(peer, registered(publish(azurite, 1)));
        stream.publish(0, RECORDS);
        watch.awaitMore(1, "results of version 1: " + bridge + service, r -> is(r, "1"));
        send(peer, created(publish(azurite, 2)));
        send(peer, "this is no event");
        awaitServing(service, "2");
        stream.publish(RECORDS, 2 * RECORDS);
        watch.awaitMore(RECORDS, "results of version 2: " + bridge + service, r -> is(r, "2"));

        // Then
        tellsTheEvent(service, stream, 0, "Azure ML event event-1", "models/letters:1");
        tellsTheEvent(
            service, stream, 2 * RECORDS - 1, "Azure Storage event event-2", "letters/2/");
        Eventually.until("the dead letter", () -> printedBy(bridge).contains("dead "));
        monitors(bridge);
        Duration took = bridge.terminate(Duration.ofSeconds(20));
        assertThat(took).isLessThan(Duration.ofSeconds(15));
        changesNothingWhenStartedAgain(stream, azurite, peer);
        printed.append(printedBy(service)).append(printedBy(bridge)).append(topics(stream));
        assertThat(printed.toString())
            .contains("event-1", "event-2")
            .doesNotContain(KEY, azurite.key(), "SharedAccessSignature sr=");
      }
    }
  }

  /** This JVM's environment opens neither Azurite nor anything else. */
  private void refusesToStartWithoutCredentials(ServiceProcess service, EventHubPeer peer)
      throws IOException {
    Path file = Files.writeString(dir.resolve("connection"), peer.connectionString(KEY));
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "bridge",
            "-c",
            service.settings().toString(),
            "--set",
            "bridge.eventhub.connection.file=" + file);
    assertThat(code).as("%s", err).isEqualTo(2);
    assertThat(err.toString())
        .contains("bridge.checkpoint.container: there are no credentials for")
        .hasLineCount(1);
    printed.append(err);
  }

  private static boolean is(ResultsWatch.Seen result, String version) {
    return result.version().equals(version);
  }

  private static TestStream settings(TestStream stream, Azurite azurite, EventHubPeer peer) {
    return stream
        .with("http.port", "0")
        .with("azure.blob.endpoints", endpoint(azurite))
        .with("bridge.checkpoint.container", endpoint(azurite) + "/checkpoints")
        .with("bridge.eventhub.name", peer.hub())
        .with("bridge.eventhub.balance.interval.ms", "500")
        .with("bridge.activate", "letters");
  }

  private static ServiceProcess surroundings(
      ServiceProcess process, Azurite azurite, EventHubPeer peer) {
    return process
        .with("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(azurite.host()))
        .with("AZURE_EVENTHUBS_CONNECTION_STRING", peer.connectionString(KEY));
  }

  private static String endpoint(Azurite azurite) {
    return azurite.host() + "/" + Azurite.ACCOUNT;
  }

  private static void containers(Azurite azurite) {
    BlobServiceClient client =
        new BlobServiceClientBuilder()
            .connectionString(azurite.connectionString(azurite.host()))
            .httpClient(new JdkHttpClientBuilder().build())
            .serviceVersion(BlobServiceVersion.V2025_11_05)
            .buildClient();
    client.createBlobContainer("checkpoints");
    client.createBlobContainer("models");
  }

  private PublishedModel publish(Azurite azurite, int version) throws Exception {
    Path export = TestModels.text(dir.resolve("export-" + version), 3, 4, version);
    run("model", "package", export.toString(), "--model", "letters", "--version", "" + version);
    Map<String, String> environment =
        Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(azurite.host()));
    return new ArtifactStores(new BlobAccess(environment, List.of(endpoint(azurite)), 2))
        .at(endpoint(azurite) + "/models/live")
        .publish(export);
  }

  private static String registered(PublishedModel model) {
    return """
        [{"topic":"%s","subject":"models/letters:1","id":"event-1",
          "eventType":"Microsoft.MachineLearningServices.ModelRegistered",
          "eventTime":"2026-11-27T10:00:00Z","dataVersion":"","metadataVersion":"1",
          "data":{"ModelName":"letters","ModelVersion":1,
                  "ModelTags":{"hubstream.artifact":"%s","hubstream.digest":"%s","hubstream.stage":"staging"},
                  "ModelProperties":{}}}]"""
        .formatted(WORKSPACE, model.artifactUri(), model.version().digest());
  }

  private static String created(PublishedModel model) {
    return """
        {"specversion":"1.0","source":"/subscriptions/s-1/storageAccounts/shop","id":"event-2",
         "subject":"/blobServices/default/containers/models/blobs/live/letters/2/hubstream-model.json",
         "type":"Microsoft.Storage.BlobCreated","time":"2026-11-27T10:05:00Z",
         "data":{"api":"PutBlob","sequencer":"0000000000000442","url":"%s/hubstream-model.json"}}"""
        .formatted(model.artifactUri());
  }

  /** As a sender of Azure's does, over AMQP. */
  private static void send(EventHubPeer peer, String event) {
    try (EventHubProducerClient producer =
        new EventHubClientBuilder()
            .connectionString(peer.connectionString(KEY), peer.hub())
            .buildProducerClient()) {
      producer.send(List.of(new EventData(event.getBytes(UTF_8))));
    }
  }

  private void awaitServing(ServiceProcess service, String version) throws Exception {
    Eventually.until(
        "version %s serves: %s".formatted(version, service),
        () ->
            run("model", "history", "letters", "-c", service.settings().toString(), "--json")
                .lines()
                .anyMatch(
                    line ->
                        line.contains("\"version\":\"" + version + "\"")
                            && line.contains("\"lastStep\":\"ACTIVATED\"")));
  }

  private void tellsTheEvent(
      ServiceProcess service, TestStream stream, int offset, String event, String subject)
      throws IOException {
    String position = "%s-0@%d".formatted(stream.topics.content(), offset);
    String settings = service.settings().toString();
    JsonNode why =
        new ObjectMapper().readTree(run("audit", "why", position, "-c", settings, "--json"));
    assertThat(why.at("/models/0/requestedBy").asText()).isEqualTo(event);
    assertThat(run("audit", "why", position, "-c", settings))
        .contains("asked by    " + event, subject, "2026-11-27T10:0");
  }

  private void monitors(ServiceProcess bridge) throws Exception {
    Matcher address = MONITORING.matcher(printedBy(bridge));
    assertThat(address.find()).isTrue();
    HttpClient http = HttpClient.newHttpClient();
    HttpResponse<String> ready = get(http, address.group(1) + "health/ready");
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
    HttpResponse<String> metrics = get(http, address.group(1) + "metrics");
    assertThat(metrics.body())
        .contains("hubstream_bridge_events_total{outcome=\"activated\"} 2.0")
        .contains("hubstream_bridge_events_total{outcome=\"dead-lettered\"} 1.0")
        .contains("hubstream_bridge_partitions 2.0");
    printed.append(metrics.body()).append(ready.body());
  }

  private static HttpResponse<String> get(HttpClient http, String address) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void changesNothingWhenStartedAgain(TestStream stream, Azurite azurite, EventHubPeer peer)
      throws Exception {
    int rows = stream.registrySnapshot().history().size();
    ServiceProcess again =
        ServiceProcess.ofTheBridge(stream, dir, "again", "--until-idle", "1", "--json");
    try (again) {
      assertThat(surroundings(again, azurite, peer).start().awaitExit()).as("%s", again).isZero();
      printed.append(printedBy(again));
    }
    assertThat(stream.registrySnapshot().history()).hasSize(rows);
  }

  private static String topics(TestStream stream) {
    StringBuilder text = new StringBuilder();
    try (CommittedReader reader = new CommittedReader(stream.client())) {
      for (String topic :
          List.of(
              stream.topics.audit(), stream.topics.deadLetters(), stream.topics.modelRegistry())) {
        reader.read(
            topic,
            Duration.ofSeconds(20),
            record -> {
              record.headers().forEach(header -> text.append(new String(header.value(), UTF_8)));
              text.append(new String(record.value(), UTF_8));
            });
      }
    }
    return text.toString();
  }

  private static String printedBy(ServiceProcess process) throws IOException {
    return process.output();
  }

  private String run(String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command);
    assertThat(code).as("%s%s", out, err).isZero();
    printed.append(out).append(err);
    return out.toString();
  }
}

package io.hubstream.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import io.hubstream.bridge.Announcement;
import io.hubstream.bridge.BridgeListener;
import io.hubstream.bridge.Decision;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.metrics.BridgeMeters;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.registry.RegistryRow;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.EventHubPeer;
import io.hubstream.verify.CommittedReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bridge: AMQP peer, checkpoints in Azurite, a real broker; stopped in the middle. */
@Timeout(180)
class BridgeServiceIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int VERSIONS = 5;
  private static final int POISON = 4;
  private static final String LAST = String.valueOf(VERSIONS);

  @TempDir Path dir;

  @Test
  void shouldLoseAndRepeatNothingWhenStoppedInTheMiddle() throws Exception {
    long seed = System.nanoTime();
    try (Azurite azurite = Azurite.start();
        EventHubPeer peer = EventHubPeer.start("models", 2);
        EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      // Given: out of order, each twice, and some that are no events
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(client);
      createContainer(azurite);
      HubstreamConfig config = config(broker, azurite);
      Map<String, String> environment =
          Map.of(
              "AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(azurite.host()),
              "AZURE_EVENTHUBS_CONNECTION_STRING", peer.connectionString("bm8ta2V5"));
      publish(peer, new Random(seed));

      // When: the first one fails between an effect and its checkpoint, and is ended
      runUntilItFails(config, environment);
      runUntilIdle(config, environment);

      // Then
      assertThat(stable(config))
          .containsOnly(Map.entry("scenes", LAST), Map.entry("language", LAST));
      assertThat(registryRows(config)).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(audited(client, Phase.ANNOUNCED)).as("seed %d", seed).hasSize(2 * VERSIONS);
      assertThat(audited(client, Phase.REJECTED)).as("seed %d", seed).hasSize(POISON);
      assertThat(records(client, TopicNames.DEFAULT.deadLetters()))
          .as("seed %d", seed)
          .extracting(letter -> new String(letter.value(), UTF_8))
          .containsExactlyInAnyOrder("poison 0", "poison 1", "poison 2", "poison 3");
    }
  }

  /** Each version of two models twice, and what is no event, in any order, in both partitions. */
  private static void publish(EventHubPeer peer, Random random) throws InterruptedException {
    List<String> bodies = new ArrayList<>();
    for (int version = 1; version <= VERSIONS; version++) {
      for (String model : List.of("scenes", "language")) {
        bodies.add(event(model, version));
        bodies.add(event(model, version));
      }
    }
    for (int i = 0; i < POISON; i++) {
      bodies.add("poison " + i);
    }
    Collections.shuffle(bodies, random);
    for (String body : bodies) {
      peer.publish(random.nextInt(2), body.getBytes(UTF_8));
    }
  }

  private static String event(String model, int version) {
    return """
        {"specversion":"1.0","id":"%1$s-%2$d","source":"/workspaces/w","subject":"models/%1$s:%2$d",
         "type":"Microsoft.MachineLearningServices.ModelRegistered","time":"2026-11-27T10:00:00Z",
         "data":{"modelName":"%1$s","modelVersion":"%2$d","modelTags":{
           "hubstream.artifact":"https://shop.blob.core.windows.net/m/%1$s/%2$d",
           "hubstream.digest":"sha256:%3$s"}}}"""
        .formatted(model, version, ("%02d".formatted(version)).repeat(32));
  }

  /** Ends the first bridge while an event has had its effect and is not checkpointed. */
  private static void runUntilItFails(HubstreamConfig config, Map<String, String> environment)
      throws Exception {
    Failing failing = new Failing();
    try (BridgeService first = create(config, environment, failing)) {
      first.start();
      assertThat(failing.failed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Fails from its third decision on. */
  private static final class Failing implements BridgeListener {
    private final CountDownLatch failed = new CountDownLatch(1);
    private int decisions;

    @Override
    public void decided(Announcement announcement, Decision decision, OptionalLong offset) {
      decisions++;
      if (decisions >= 3) {
        failed.countDown();
        throw new IllegalStateException("told to fail");
      }
    }
  }

  private static void runUntilIdle(HubstreamConfig config, Map<String, String> environment)
      throws Exception {
    try (BridgeService second = create(config, environment, BridgeListener.NONE)) {
      second.start();
      while (second.idle().compareTo(Duration.ofSeconds(1)) < 0) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static BridgeService create(
      HubstreamConfig config, Map<String, String> environment, BridgeListener listener)
      throws Exception {
    return BridgeService.create(
        config,
        new BridgeService.Surroundings(
            environment, new BridgeMeters(new SimpleMeterRegistry()), listener));
  }

  private static Map<String, String> stable(HubstreamConfig config) {
    Map<String, String> stable = new HashMap<>();
    registry(config)
        .models()
        .forEach(
            model ->
                stable.put(
                    model.state().model(),
                    model.state().stable().orElseThrow().version().version()));
    return stable;
  }

  /** Which event each row is of. */
  private static List<String> registryRows(HubstreamConfig config) {
    return registry(config).history().stream()
        .map(entry -> (RegistryRow.Content.Update) entry.row().content())
        .map(update -> update.state().change().requestedBy())
        .toList();
  }

  private static RegistrySnapshot registry(HubstreamConfig config) {
    return new KafkaClients(config.kafka()).registrySnapshot(config.topics().modelRegistry());
  }

  private static Set<String> audited(Map<String, Object> client, Phase phase) {
    Set<String> ids = new HashSet<>();
    records(client, TopicNames.DEFAULT.audit())
        .forEach(
            record -> {
              AuditView view = AuditRecords.read(record.topic(), record.value());
              if (((AuditView.LifecycleView) view).event().phase() == phase) {
                ids.add(view.id());
              }
            });
    return ids;
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      Map<String, Object> client, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(client)) {
      reader.read(topic, LIMIT, records::add);
    }
    return records;
  }

  private static HubstreamConfig config(EmbeddedBroker broker, Azurite azurite) {
    String endpoint = azurite.host() + "/" + Azurite.ACCOUNT;
    return ConfigLoader.of(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "azure.blob.endpoints",
            endpoint,
            "bridge.checkpoint.container",
            endpoint + "/checkpoints",
            "bridge.eventhub.name",
            "models",
            "bridge.eventhub.balance.interval.ms",
            "500",
            "bridge.activate",
            "*"));
  }

  private static void createTopics(Map<String, Object> client) throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      new Topics(admin, LIMIT).create(ServiceTopics.of(TopicNames.DEFAULT, 1));
    }
  }

  private static void createContainer(Azurite azurite) {
    new BlobServiceClientBuilder()
        .connectionString(azurite.connectionString(azurite.host()))
        .httpClient(new JdkHttpClientBuilder().build())
        .serviceVersion(BlobServiceVersion.V2025_11_05)
        .buildClient()
        .createBlobContainer("checkpoints");
  }
}

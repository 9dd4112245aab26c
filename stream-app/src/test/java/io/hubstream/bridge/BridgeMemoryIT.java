package io.hubstream.bridge;

import static io.hubstream.bridge.RegistryBridgeIT.event;
import static io.hubstream.bridge.RegistryBridgeIT.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.schemas.LoopbackRegistry;
import io.hubstream.serving.DesiredVersion;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a bridge knows of the past after a start, on a real broker. */
@Timeout(120)
class BridgeMemoryIT {
  private static final RegistryPublisher.Request PERSON =
      new RegistryPublisher.Request("ann", "worse at night");

  @TempDir static Path dir;
  private static EmbeddedBroker broker;
  private BridgeRig rig;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(dir);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopics() throws InterruptedException {
    rig = new BridgeRig(broker);
  }

  @AfterEach
  void closeRig() {
    rig.close();
  }

  @Test
  void shouldNotBringBackWhatAPersonActivatedAndARollbackLeft() throws Exception {
    // Given: no bridge runs, or it let version 5 wait
    rig.bridge().take(List.of(event(0, "scenes", 4)));
    rig.policy = new ActivationPolicy(List.of("*"), List.of(), false);
    rig.bridge().take(List.of(event(1, "scenes", 5)));
    try (Producer<byte[], byte[]> producer = rig.producers.get()) {
      rig.person(producer).activate(version("scenes", 7), Optional.empty(), PERSON);
      rig.person(producer).activate(version("scenes", 5), Optional.empty(), PERSON);
      rig.person(producer).rollback("scenes", Optional.of("4"), PERSON);
    }
    rig.policy = new ActivationPolicy(List.of("*"), List.of("*"), false);
    rig.told.take();

    // When: a second event about 5, a first one about 7, and one between them
    rig.bridge().take(List.of(second("scenes", 5), event(3, "scenes", 7), event(4, "scenes", 6)));

    assertThat(rig.told.take())
        .containsExactly("KNOWN scenes:5", "LATE scenes:6", "KNOWN scenes:7");
    assertThat(rig.stable("scenes")).contains("4");
  }

  @Test
  void shouldKnowTheLastGoodVersionWhenOnlyOneRowIsLeft() throws Exception {
    try (Producer<byte[], byte[]> producer = rig.producers.get()) {
      rig.person(producer).activate(version("scenes", 5), Optional.empty(), PERSON);
      rig.person(producer).activate(version("scenes", 4), Optional.empty(), PERSON);
    }
    rig.snapshots = () -> RegistryBridgeIT.compacted(rig.registry());

    rig.bridge().take(List.of(event(0, "scenes", 5)));

    assertThat(rig.told.take()).containsExactly("KNOWN scenes:5");
    assertThat(rig.stable("scenes")).contains("4");
  }

  @Test
  void shouldWriteALetterForAnotherEventWhereTheHubCountsFromTheBeginningAgain() throws Exception {
    String oversize = "x".repeat((1 << 20) + 1);
    rig.bridge().take(List.of(GridEvents.at(0, 7, "poison"), GridEvents.at(0, 8, oversize)));
    HubEvent another = GridEvents.at(0, 7, "other poison");
    HubEvent large = GridEvents.at(0, 8, oversize + "y");

    rig.bridge().take(List.of(another, large));
    BridgeRig forgetful = rig.withoutAudit();
    forgetful.bridge().take(List.of(another, large));

    assertThat(rig.deadLetters())
        .extracting(letter -> header(letter, DeadLetterHeaders.OFFSET))
        .containsExactlyInAnyOrder("7", "7", "8", "8");
    assertThat(rig.audit()).hasSize(4);
    assertThat(forgetful.audit()).hasSize(2);
    forgetful.close();
  }

  @Test
  void shouldWaitForASchemaRegistryAndForgetNoDecision() throws Exception {
    try (LoopbackRegistry schemas = LoopbackRegistry.start()) {
      // Given: two decisions, and a bridge that knows no schema yet
      List<HubEvent> events = List.of(event(0, "scenes", 1), event(1, "scenes", 2));
      rig.codecs = codecs(schemas);
      rig.bridge().take(events);
      rig.told.take();
      rig.codecs = codecs(schemas);
      Ledger ledger = new Ledger();
      BridgeMemory memory = new BridgeMemory(rig.kafka(), ledger);
      schemas.answer(503);

      // When
      assertThatThrownBy(memory::catchUp).isInstanceOf(RegistryOutageException.class);
      Thread comesBack =
          new Thread(
              () -> {
                try {
                  rig.told.awaitLine("WAITS");
                  schemas.answer(0);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      comesBack.start();
      rig.bridge().take(events);
      comesBack.join();
      memory.catchUp();
      memory.close();

      // Then
      assertThat(ledger.newestActivated("scenes")).contains("2");
      assertThat(ledger.mark("scenes", "1")).isPresent();
      assertThat(rig.told.take()).endsWith("GOES ON", "REPEATED scenes:1", "REPEATED scenes:2");
    }
  }

  private static DesiredVersion version(String model, int version) {
    return new DesiredVersion(
        new ModelVersion(model, String.valueOf(version), GridEvents.digest(version)),
        URI.create("https://shop.blob.core.windows.net/models/%s/%d".formatted(model, version)),
        "");
  }

  /** Another event about a version, later than the first one. */
  private static HubEvent second(String model, int version) {
    return GridEvents.at(
        0, 90, GridEvents.registered("second", model, version, "2026-11-27T10:00:00Z"));
  }

  private static TopicCodecs codecs(LoopbackRegistry schemas) {
    return TopicCodecs.of(
        Map.of(
            "wire.format.audit", "confluent",
            "wire.confluent.url", schemas.url(),
            "wire.registry.timeout.ms", "200"));
  }
}

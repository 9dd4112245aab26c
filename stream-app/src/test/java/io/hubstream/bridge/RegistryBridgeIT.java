package io.hubstream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events to updates, on a real broker. */
@Timeout(120)
class RegistryBridgeIT {
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
  void shouldActivateWhatAnEventAnnouncesAndNameTheEvent() {
    rig.bridge().take(List.of(event(0, "scenes", 1)));

    DesiredState state = rig.registry().model("scenes").orElseThrow().state();
    assertThat(state.stable().orElseThrow().artifactUri())
        .hasToString("https://shop.blob.core.windows.net/models/scenes/1");
    assertThat(state.digest()).contains(GridEvents.digest(1));
    assertThat(state.change().requestedBy()).isEqualTo("Azure ML event scenes-1");
    assertThat(state.change().reason())
        .isEqualTo(
            "ModelRegistered models/scenes:1 of 2026-11-27T09:00:01Z, from "
                + GridEvents.WORKSPACE);
    assertThat(rig.audit())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.phase()).isEqualTo(Phase.ANNOUNCED);
              assertThat(step.registryOffset()).isZero();
              assertThat(step.origin().requestedBy()).contains("Azure ML event scenes-1");
              assertThat(step.origin().lineage())
                  .containsEntry("eventSubject", "models/scenes:1")
                  .containsEntry("eventTime", "2026-11-27T09:00:01Z")
                  .containsEntry("decision", "ACTIVATED");
            });
  }

  @Test
  void shouldChangeNothingWhenEventsComeAgainToItselfOrToAnother() {
    List<HubEvent> events =
        List.of(event(0, "scenes", 1), event(1, "scenes", 2), GridEvents.at(0, 2, "poison"));
    RegistryBridge first = rig.bridge();
    first.take(events);
    List<Integer> before = rig.counts();

    first.take(events);
    RegistryBridge second = rig.bridge();
    second.claimed(0);
    second.take(events);

    assertThat(before).containsExactly(2, 3, 1);
    assertThat(rig.counts()).isEqualTo(before);
    assertThat(rig.told.take()).filteredOn(line -> line.startsWith("REPEATED")).hasSize(4);
  }

  @Test
  void shouldGoByVersionAndNotByArrival() {
    RegistryBridge bridge = rig.bridge();

    bridge.take(List.of(event(0, "scenes", 10), event(1, "scenes", 9)));
    bridge.take(List.of(event(2, "scenes", 2)));

    assertThat(rig.told.take())
        .containsExactly("ACTIVATED scenes:9", "ACTIVATED scenes:10", "LATE scenes:2");
    assertThat(rig.stable("scenes")).contains("10");
    assertThat(rig.audit().stream().flatMap(step -> step.reason().stream()))
        .anyMatch(reason -> reason.contains("late: version 10 was asked for before"));
  }

  @Test
  void shouldNotTakeBackWhatAPersonHasDoneSince() throws Exception {
    rig.bridge().take(List.of(event(0, "scenes", 1), event(1, "scenes", 2)));
    try (Producer<byte[], byte[]> producer = rig.producers.get()) {
      rig.person(producer).rollback("scenes", Optional.empty(), PERSON);
    }
    rig.snapshots = () -> compacted(rig.registry());

    rig.bridge().take(List.of(event(1, "scenes", 2)));

    assertThat(rig.stable("scenes")).contains("1");
    assertThat(rig.told.take()).endsWith("REPEATED scenes:2");
  }

  /** Only the last row is left. */
  static RegistrySnapshot compacted(RegistrySnapshot registry) {
    List<RegistrySnapshot.Entry> history = registry.history();
    return new RegistrySnapshot(
        registry.models(),
        registry.allModels(),
        history.subList(history.size() - 1, history.size()),
        registry.endOffset());
  }

  @Test
  void shouldNotActivateAgainWhenItDiedBeforeItNotedThat() throws Exception {
    rig.bridge().take(List.of(event(0, "scenes", 1)));
    try (Producer<byte[], byte[]> producer = rig.producers.get()) {
      rig.person(producer)
          .activate(
              rig.registry().model("scenes").orElseThrow().state().stable().orElseThrow(),
              Optional.empty(),
              PERSON);
    }
    BridgeRig forgetful = rig.withoutAudit();

    forgetful.bridge().take(List.of(event(0, "scenes", 1), GridEvents.at(0, 7, "poison")));

    assertThat(rig.registry().history()).hasSize(2);
    assertThat(forgetful.audit())
        .extracting(LifecycleEvent::phase)
        .containsExactlyInAnyOrder(Phase.ANNOUNCED, Phase.REJECTED);
    forgetful.close();
  }

  @Test
  void shouldWriteNoSecondLetterWhenItDiedBeforeItAuditedTheFirst() throws Exception {
    rig.bridge().take(List.of(GridEvents.at(0, 7, "poison")));
    BridgeRig forgetful = rig.withoutAudit();

    forgetful.bridge().take(List.of(GridEvents.at(0, 7, "poison"), GridEvents.at(0, 8, "more")));

    assertThat(rig.deadLetters())
        .extracting(letter -> new String(letter.key(), UTF_8).replaceFirst(".*/", ""))
        .containsExactlyInAnyOrder("7", "8");
    assertThat(forgetful.audit()).hasSize(2);
    forgetful.close();
  }

  @Test
  void shouldLeaveToAPersonWhatThePolicyDoesNotLetGoLive() throws Exception {
    rig.policy = new ActivationPolicy(List.of("scenes"), List.of("scenes:staging"), false);
    RegistryBridge bridge = rig.bridge();

    bridge.take(
        List.of(
            GridEvents.at(0, 0, registered("scenes", 1, "production")),
            GridEvents.at(0, 1, registered("other", 1, "staging"))));

    assertThat(rig.told.take()).containsExactlyInAnyOrder("PASSED OVER", "WAITING scenes:1");
    assertThat(rig.registry().history()).isEmpty();
    assertThat(rig.audit().get(0).reason())
        .get()
        .asString()
        .contains(
            "bridge.activate does not let scenes at the stage production go live by itself",
            "`hubstream model activate https://shop.blob.core.windows.net/models/scenes/1 --stage production`");

    bridge.take(List.of(GridEvents.at(0, 2, registered("scenes", 2, "staging"))));
    assertThat(rig.stable("scenes")).contains("2");
  }

  @Test
  void shouldLeaveFrozenAndRetiredModelsAsTheyAre() throws Exception {
    RegistryBridge bridge = rig.bridge();
    bridge.take(List.of(event(0, "scenes", 1), event(1, "language", 1)));
    try (Producer<byte[], byte[]> producer = rig.producers.get()) {
      rig.person(producer).freeze("scenes", true, PERSON);
      rig.person(producer).retire("language", PERSON);
    }

    bridge.take(List.of(event(2, "scenes", 2), event(3, "language", 2)));

    assertThat(rig.told.take()).endsWith("WAITING language:2", "WAITING scenes:2");
    assertThat(rig.stable("scenes")).contains("1");
    assertThat(rig.stable("language")).isEmpty();
    assertThat(rig.audit().stream().flatMap(step -> step.reason().stream()))
        .anyMatch(reason -> reason.contains("frozen by ann"))
        .anyMatch(reason -> reason.contains("retired by ann"));
  }

  @Test
  void shouldPutWhatCannotBeUsedIntoTheDeadLettersAndGoOn() {
    String noArtifact = GridEvents.registered("a", "scenes", 5, "2026-11-27T10:00:00Z", "");
    String wrongDigest =
        GridEvents.registered(
            "b",
            "scenes",
            6,
            "2026-11-27T10:00:00Z",
            "\"hubstream.artifact\":\"https://shop.blob.core.windows.net/m/scenes/6\",\"hubstream.digest\":\"md5:1\"");
    String otherType = noArtifact.replace("ModelRegistered", "RunCompleted");
    String oversize = "x".repeat((1 << 20) + 1);

    rig.bridge()
        .take(
            List.of(
                GridEvents.at(1, 0, "no json"),
                GridEvents.at(1, 1, otherType),
                GridEvents.at(1, 2, noArtifact),
                GridEvents.at(1, 3, wrongDigest),
                GridEvents.at(1, 4, oversize),
                event(5, "scenes", 7)));

    assertThat(rig.stable("scenes")).contains("7");
    assertThat(rig.told.take())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).isEqualTo("ACTIVATED scenes:7"),
            line -> assertThat(line).startsWith("DEAD 1@0 it is no JSON"),
            line ->
                assertThat(line).startsWith("DEAD 1@1 events of the type").contains("subscription"),
            line -> assertThat(line).startsWith("DEAD 1@2").contains("hubstream.artifact"),
            line -> assertThat(line).startsWith("DEAD 1@3 hubstream.digest must be"),
            line -> assertThat(line).startsWith("DEAD 1@4 it has 1048577 bytes"));
    ConsumerRecord<byte[], byte[]> letter =
        rig.deadLetters().stream()
            .filter(record -> header(record, DeadLetterHeaders.OFFSET).equals("3"))
            .findFirst()
            .orElseThrow();
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(wrongDigest);
    assertThat(header(letter, DeadLetterHeaders.TOPIC))
        .isEqualTo("ns.servicebus.windows.net/models");
    assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("1");
    assertThat(header(letter, DeadLetterHeaders.KIND)).isEqualTo("REGISTRY_EVENT");
    assertThat(letter.timestamp())
        .isEqualTo(java.time.Instant.parse("2026-11-27T10:00:03Z").toEpochMilli());
    assertThat(rig.deadLetters())
        .filteredOn(record -> header(record, DeadLetterHeaders.OFFSET).equals("4"))
        .singleElement()
        .satisfies(
            large -> {
              assertThat(large.value()).isNull();
              assertThat(header(large, DeadLetterHeaders.VALUE_LENGTH)).isEqualTo("1048577");
            });
    assertThat(rig.audit())
        .filteredOn(step -> step.phase() == Phase.REJECTED)
        .hasSize(5)
        .allSatisfy(step -> assertThat(step.reason()).isPresent());
  }

  @Test
  void shouldUseTheGoodEventsOfABatchThatHoldsABadOne() {
    String good = registered("scenes", 1, "");
    String batch = good.substring(0, good.length() - 1) + ", 17]";

    rig.bridge().take(List.of(GridEvents.at(0, 0, batch)));

    assertThat(rig.told.take())
        .containsExactly("ACTIVATED scenes:1", "DEAD 0@0 element 1: it is no JSON object");
  }

  @Test
  void shouldGiveUpAnEventWhoseArtifactStaysOutOfReach() {
    ArtifactLookup real = rig.artifacts;
    rig.artifacts =
        announcement -> {
          if (announcement.version().equals("1")) {
            throw new IOException("the store is out of reach");
          }
          return real.find(announcement);
        };

    rig.bridge().take(List.of(event(0, "scenes", 1), event(1, "scenes", 2)));

    assertThat(rig.told.take())
        .contains("WAITS: the store is out of reach", "GOES ON", "ACTIVATED scenes:2")
        .last()
        .asString()
        .startsWith("DEAD 0@0 the store is out of reach; that lasted for");
  }

  @Test
  void shouldWaitForKafkaAndGiveUpOnlyWhenItIsStopped() throws Exception {
    AtomicInteger failures = new AtomicInteger(2);
    var real = rig.producers;
    rig.producers =
        () -> {
          if (failures.getAndDecrement() > 0) {
            throw new TimeoutException("nobody answers");
          }
          return real.get();
        };
    rig.bridge().take(List.of(event(0, "scenes", 1)));
    assertThat(rig.told.take())
        .containsExactly(
            "WAITS: nobody answers", "WAITS: nobody answers", "GOES ON", "ACTIVATED scenes:1");

    failures.set(Integer.MAX_VALUE);
    RegistryBridge stuck = rig.bridge();
    Thread stopper =
        new Thread(
            () -> {
              try {
                rig.told.awaitLine("WAITS");
                stuck.stop();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stopper.start();
    assertThatThrownBy(() -> stuck.take(List.of(event(1, "scenes", 2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed before all events were done with");
    stopper.join();
    assertThat(rig.stable("scenes")).contains("1");
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  static HubEvent event(long sequence, String model, int version) {
    return GridEvents.at(0, sequence, registered(model, version, ""));
  }

  private static String registered(String model, int version, String stage) {
    return GridEvents.registered(
        model + "-" + version,
        model,
        version,
        "2026-11-27T09:00:%02dZ".formatted(version),
        GridEvents.tags(model, version, stage));
  }
}

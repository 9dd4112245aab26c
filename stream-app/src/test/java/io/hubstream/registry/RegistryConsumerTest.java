package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.RecordingListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final RegistryRows rows = new RegistryRows();
  private final List<DesiredModel> submitted = new CopyOnWriteArrayList<>();
  private final RecordingListener audit = new RecordingListener();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final RegistryConsumer registry =
      new RegistryConsumer(
          () -> {
            attempts.incrementAndGet();
            if (failures.getAndDecrement() > 0) {
              throw new TimeoutException("the broker is away");
            }
            return rows.consumer();
          },
          new RegistryConsumer.Listeners(submitted::add, audit, rows::add, RegistryMetrics.NONE),
          new RegistrySettings(
              RegistryRows.TOPIC,
              Duration.ofMillis(5),
              Duration.ofMillis(1),
              Duration.ofMillis(10),
              Duration.ofMillis(1),
              Clock.systemUTC()));

  @AfterEach
  void close() {
    registry.close();
  }

  private static DesiredState state(String model, int version, int expected, long revision) {
    return RegistryFoldTest.state(model, version, Action.ACTIVATE, expected, revision);
  }

  private List<String> submitted() {
    return submitted.stream()
        .map(
            d ->
                d.model()
                    + ":"
                    + d.stable().map(v -> v.version().version()).orElse("none")
                    + "@"
                    + d.registryOffset())
        .toList();
  }

  @Test
  void shouldHandOnOnlyTheLastStatesInOffsetOrderWhenItStarts() throws InterruptedException {
    rows.add(state("b", 1, 0, 1));
    rows.add(state("a", 1, 0, 1));
    rows.add(state("c", 1, 0, 1));
    rows.add("c", null);
    rows.add(state("b", 2, 1, 2));
    rows.addHole();

    registry.start();

    assertThat(registry.awaitBootstrap(SOON)).isTrue();
    assertThat(submitted()).containsExactly("a:1@1", "b:2@4");
    assertThat(registry.position()).isEqualTo(6);
  }

  @Test
  void shouldFollowWhatComesLater() throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    registry.start();
    assertThat(registry.awaitBootstrap(SOON)).isTrue();

    rows.add(state("a", 2, 1, 2));
    rows.add("a", null);

    assertThat(registry.awaitRegistryEnd(SOON)).isTrue();
    assertThat(submitted()).containsExactly("a:1@0", "a:2@1", "a:none@2");
  }

  @Test
  void shouldKeepTheLastGoodStateWhenARowMakesNoSense() throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    registry.start();
    registry.awaitBootstrap(SOON);

    rows.add("a", new byte[] {1, 2, 3});

    assertThat(registry.awaitRegistryEnd(SOON)).isTrue();
    LifecycleEvent rejected = audit.of(Phase.REJECTED).get(0);
    assertThat(rejected.model()).isEqualTo("a");
    assertThat(rejected.registryOffset()).isEqualTo(1);
    assertThat(submitted().get(0)).isEqualTo("a:1@0");
  }

  @Test
  void shouldAuditAConflictAndPublishTheWinnerAgain() throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    registry.start();
    registry.awaitBootstrap(SOON);
    rows.add(state("a", 2, 1, 2));
    rows.add(state("a", 3, 1, 2));

    for (int i = 0; i < 1000 && rows.end() < 4; i++) {
      Thread.sleep(5);
    }

    assertThat(registry.awaitRegistryEnd(SOON)).isTrue();
    LifecycleEvent conflict = audit.of(Phase.CONFLICT).get(0);
    assertThat(conflict.version().orElseThrow().version()).isEqualTo("3");
    assertThat(conflict.previous().orElseThrow().version()).isEqualTo("2");
    assertThat(conflict.origin().requestedBy()).contains("tester");
    assertThat(submitted()).containsExactly("a:1@0", "a:2@1", "a:2@3");
    Thread.sleep(50);
    assertThat(rows.end()).as("published once").isEqualTo(4);
  }

  @Test
  void shouldAuditFreezesAndWhatTheyHoldAndPublishTheFrozenStateAgain()
      throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    registry.start();
    registry.awaitBootstrap(SOON);
    rows.add(RegistryFreezeTest.allModels(true, 1));
    rows.add(state("a", 2, 1, 2));

    for (int i = 0; i < 1000 && rows.end() < 4; i++) {
      Thread.sleep(5);
    }
    rows.add(RegistryFreezeTest.allModels(false, 2));

    assertThat(registry.awaitRegistryEnd(SOON)).isTrue();
    LifecycleEvent frozen = audit.of(Phase.FROZEN).get(0);
    assertThat(frozen.model()).isEqualTo(DesiredState.ALL_MODELS);
    assertThat(frozen.origin().requestedBy()).contains("rival");
    assertThat(frozen.reason()).contains("holidays");
    LifecycleEvent held = audit.of(Phase.REJECTED).get(0);
    assertThat(held.version().orElseThrow().version()).isEqualTo("2");
    assertThat(held.detail().rejectedIn()).contains(Phase.REQUESTED);
    assertThat(held.reason().orElseThrow()).contains("all models are frozen by rival", "unfreeze");
    assertThat(audit.of(Phase.UNFROZEN)).hasSize(1);
    assertThat(submitted()).containsExactly("a:1@0", "a:1@3");
  }

  @Test
  void shouldServeWhatTheFrozenStateSaysWhenItStartsUnderAFreeze() throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    rows.add(RegistryFreezeTest.allModels(true, 1));
    rows.add(state("a", 2, 1, 2));

    registry.start();

    assertThat(registry.awaitBootstrap(SOON)).isTrue();
    assertThat(submitted()).containsExactly("a:1@0");
  }

  @Test
  void shouldTryAgainWhenTheBrokerIsAway() throws InterruptedException {
    failures.set(3);
    rows.add(state("a", 1, 0, 1));

    registry.start();

    assertThat(registry.awaitBootstrap(SOON)).isTrue();
    assertThat(attempts.get()).isEqualTo(4);
  }

  @Test
  void shouldGiveUpWaitingWhenTheLimitPassesOrTheReaderIsClosed() throws InterruptedException {
    failures.set(Integer.MAX_VALUE);
    registry.start();

    assertThat(registry.awaitBootstrap(Duration.ofMillis(20))).isFalse();
    assertThat(registry.awaitRegistryEnd(Duration.ofMillis(20))).isFalse();
    registry.close();
    assertThat(registry.awaitRegistryEnd(SOON)).isFalse();
  }

  @Test
  void shouldTellOfAFreezeAsOfTheRowWhenItStartsUnderOne() throws InterruptedException {
    rows.add(state("a", 1, 0, 1));
    rows.add(
        RegistryFoldTest.state("a", 1, Action.FREEZE, 1, 2)
            .frozen(Optional.of(new DesiredState.Freeze("holly", "holidays", Instant.EPOCH))));

    registry.start();

    assertThat(registry.awaitBootstrap(SOON)).isTrue();
    assertThat(audit.of(Phase.FROZEN))
        .singleElement()
        .satisfies(
            frozen -> {
              assertThat(frozen.registryOffset()).isEqualTo(1);
              assertThat(frozen.at()).isEqualTo(Instant.EPOCH);
            });
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.retire;
import static io.hubstream.testing.Versions.rollback;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.RecordingListener;
import io.hubstream.testing.Versions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelManagerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeLoader loader = new FakeLoader();
  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final RecordingListener listener = new RecordingListener();
  private ModelManager manager = manager(Duration.ofMinutes(1));

  private ModelManager manager(Duration keepWarm) {
    return new ModelManager(
        artifacts, loader, listener, ServingMetrics.NONE, settings(keepWarm, SOON));
  }

  private static ModelManagerSettings settings(Duration keepWarm, Duration closeTimeout) {
    return new ModelManagerSettings(
        List.of(4, 1),
        keepWarm,
        new ModelManagerSettings.Retry(3, Duration.ofMillis(1), Duration.ofMillis(4)),
        closeTimeout,
        Clock.systemUTC());
  }

  private void restart(Duration keepWarm) {
    manager.close();
    manager = manager(keepWarm);
  }

  @AfterEach
  void closesEverythingExactlyOnce() {
    manager.close();
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
  }

  private void settle(DesiredModel... updates) throws InterruptedException {
    List.of(updates).forEach(manager::submit);
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
  }

  private List<String> serving() {
    ServingSet set = manager.lease();
    try {
      return set.versions().stream().map(v -> v.display()).toList();
    } finally {
      set.release();
    }
  }

  private ModelStatus status(String model) {
    return manager.statuses().stream().filter(s -> s.model().equals(model)).findFirst().get();
  }

  @Test
  void shouldMakeEveryStepWhenAVersionIsActivated() throws InterruptedException {
    settle(activate("a", 1, 7));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.steps())
        .containsExactly(
            "REQUESTED 1",
            "FETCHED 1",
            "VERIFIED 1",
            "LOADED 1",
            "WARMED 1",
            "GATED 1",
            "ACTIVATED 1");
    assertThat(listener.events()).allSatisfy(e -> assertThat(e.registryOffset()).isEqualTo(7));
    assertThat(listener.of(Phase.LOADED).get(0).took()).isPresent();
    assertThat(listener.of(Phase.ACTIVATED).get(0).origin().lineage())
        .containsEntry("source", "source")
        .containsEntry("owner", "owner")
        .hasSize(2);
    assertThat(loader.loaded(version("a", 1)).paddedSizes()).containsExactly(1, 4, 4);
    assertThat(status("a").differsSince()).isEmpty();
  }

  @Test
  void shouldSayByWhichRulesAVersionWasExamined() throws InterruptedException {
    settle(activate("a", 1, 7));

    assertThat(listener.of(Phase.VERIFIED).get(0).reason()).contains("examined by the fake");
    assertThat(listener.of(Phase.VERIFIED).get(0).took()).isPresent();
    assertThat(listener.of(Phase.LOADED).get(0).reason()).isEmpty();
  }

  @Test
  void shouldRefuseInVerificationWhenTheExaminationObjects() throws InterruptedException {
    loader.object(version("a", 2), "operation 'ReadFile' is not allowed");
    settle(activate("a", 1, 7));
    settle(activate("a", 2, 8));
    listener.await(Phase.REJECTED, "2");

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED).get(0).detail().rejectedIn()).contains(Phase.VERIFIED);
    assertThat(listener.of(Phase.REJECTED).get(0).reason())
        .contains("operation 'ReadFile' is not allowed");
    assertThat(loader.loaded()).hasSize(1);
  }

  @Test
  void shouldShareTheOtherServablesWhenOneModelIsSwapped() throws InterruptedException {
    restart(Duration.ZERO);
    settle(activate("a", 1, 0), activate("b", 1, 1));
    settle(activate("b", 2, 2));

    listener.await(Phase.UNLOADED, "1");

    assertThat(serving()).containsExactly("a:1", "b:2");
    assertThat(loader.loaded(version("b", 1)).closed()).isTrue();
    assertThat(loader.loaded(version("a", 1)).closed()).isFalse();
    assertThat(listener.of(Phase.ACTIVATED).get(2).previous()).contains(version("b", 1));
  }

  @Test
  void shouldNotUnloadWhileTheOldSetIsLeased() throws InterruptedException {
    restart(Duration.ZERO);
    settle(activate("a", 1, 0));
    ServingSet lease = manager.lease();
    settle(activate("a", 2, 1));

    assertThat(loader.loaded(version("a", 1)).closed()).isFalse();
    assertThat(listener.of(Phase.DRAINED)).isEmpty();
    lease.release();

    listener.await(Phase.UNLOADED, "1");
    assertThat(listener.steps()).endsWith("ACTIVATED 2", "DRAINED 1", "UNLOADED 1");
  }

  @Test
  void shouldKeepTheOldVersionWhenTheNewOneIsRefused() throws InterruptedException {
    loader.refuse(version("a", 2), "unknown op Frobnicate");
    settle(activate("a", 1, 0), activate("b", 1, 1));
    settle(activate("a", 2, 2));

    LifecycleEvent rejected = listener.of(Phase.REJECTED).get(0);
    assertThat(rejected.reason()).contains("unknown op Frobnicate");
    assertThat(rejected.detail().rejectedIn()).contains(Phase.LOADED);
    assertThat(serving()).containsExactly("a:1", "b:1");
    assertThat(status("a").desired()).contains(version("a", 2));
    assertThat(status("a").serving()).contains(version("a", 1));
    assertThat(status("a").reason()).contains("unknown op Frobnicate");
    assertThat(status("a").differsSince()).isPresent();
  }

  @Test
  void shouldRejectInVerificationWhenTheStoreHoldsAnotherVersion() throws InterruptedException {
    artifacts.mixUp(version("a", 1), version("a", 2));
    settle(activate("a", 1, 0));

    assertThat(listener.of(Phase.REJECTED).get(0).detail().rejectedIn()).contains(Phase.VERIFIED);
    assertThat(serving()).isEmpty();
  }

  @Test
  void shouldCloseAndRejectWhenTheLoadedModelIsAnotherVersion() throws InterruptedException {
    loader.specs(any -> Versions.imageSpec(version("a", 9)));
    settle(activate("a", 1, 0));

    assertThat(listener.of(Phase.REJECTED).get(0).detail().rejectedIn()).contains(Phase.LOADED);
    assertThat(loader.loaded()).allMatch(FakeServable::closed);
  }

  @Test
  void shouldRejectAndCloseWhenTheWarmUpFails() throws InterruptedException {
    loader.behave(
        version("a", 1),
        (inputs, size) -> {
          throw new InferenceException(InferenceException.Kind.OUT_OF_MEMORY, "4 GB", null);
        });
    loader.behave(version("b", 1), (inputs, size) -> List.of());
    settle(activate("a", 1, 0), activate("b", 1, 1));

    assertThat(listener.of(Phase.REJECTED))
        .extracting(e -> e.reason().orElseThrow())
        .containsExactly(
            "the warm-up with a batch of 1 failed (OUT_OF_MEMORY): 4 GB",
            "a batch of 1 gave 0 outputs");
    assertThat(loader.loaded()).allMatch(FakeServable::closed);
  }

  @Test
  void shouldRejectWhenTheLoaderThrowsAnythingElse() throws InterruptedException {
    loader.specs(
        any -> {
          throw new OutOfMemoryError("no room");
        });
    settle(activate("a", 1, 0));
    loader.specs(Versions::imageSpec);
    settle(activate("a", 1, 1));

    assertThat(listener.of(Phase.REJECTED).get(0).reason().get()).contains("no room");
    assertThat(serving()).containsExactly("a:1");
  }

  @Test
  void shouldServeTheFallbackWhenNothingServesAndTheStableVersionIsRefused()
      throws InterruptedException {
    loader.refuse(version("a", 2), "bad");
    settle(activate("a", 2, 1, 5));

    assertThat(serving()).containsExactly("a:1");
    assertThat(status("a").phase()).isEqualTo(Phase.REJECTED);
    assertThat(status("a").reason()).contains("bad");
    assertThat(listener.of(Phase.ACTIVATED).get(0).reason()).contains("fallback: bad");
  }

  @Test
  void shouldSettleWhenTheFallbackIsRefusedToo() throws InterruptedException {
    loader.refuse(version("a", 2), "bad");
    loader.refuse(version("a", 1), "worse");
    settle(activate("a", 2, 1, 5));

    assertThat(serving()).isEmpty();
    assertThat(status("a").reason()).contains("bad; the fallback: worse");
  }

  @Test
  void shouldTryAgainWhenTheStoreIsOutOfReachForAMoment() throws InterruptedException {
    artifacts.unreachable(version("a", 1), 2);
    settle(activate("a", 1, 0));

    assertThat(serving()).containsExactly("a:1");
    assertThat(artifacts.fetches()).isEqualTo(3);
    assertThat(listener.of(Phase.REQUESTED)).as("first, and tried again").hasSize(2);
    assertThat(listener.await(Phase.ACTIVATED, "1").reason())
        .contains("attempt 3 of 3 succeeded: activate 1");
  }

  @Test
  void shouldRejectWhenTheStoreStaysOutOfReach() throws InterruptedException {
    artifacts.unreachable(version("a", 1), 100);
    settle(activate("a", 1, 0), activate("b", 1, 1));

    assertThat(serving()).containsExactly("b:1");
    assertThat(artifacts.fetches()).isEqualTo(4);
    assertThat(status("a").reason().get()).contains("after 3 attempts").contains("down");
  }

  @Test
  void shouldAbandonALoadWhenANewerUpdateComesIn() throws InterruptedException {
    FakeLoader.Gate gate = loader.gate(version("a", 1));
    manager.submit(activate("a", 1, 0));
    gate.awaitReached();
    manager.submit(activate("a", 2, 1));
    manager.submit(activate("a", 3, 2));
    gate.open();
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();

    assertThat(serving()).containsExactly("a:3");
    assertThat(listener.steps()).contains("UNLOADED 1").doesNotContain("REQUESTED 2");
    assertThat(loader.loaded(version("a", 1)).closed()).isTrue();
  }

  @Test
  void shouldIgnoreAnUpdateThatIsOlderThanTheLastOne() throws InterruptedException {
    settle(activate("a", 2, 5));
    settle(activate("a", 1, 4), activate("a", 1, 5));

    assertThat(serving()).containsExactly("a:2");
    assertThat(status("a").desired()).contains(version("a", 2));
  }

  @Test
  void shouldRollBackWithoutLoadingWhenTheLastVersionIsStillWarm() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));
    settle(rollback("a", 1, 2));

    assertThat(serving()).containsExactly("a:1");
    assertThat(artifacts.fetches()).isEqualTo(2);
    listener.await(Phase.UNLOADED, "2");
    assertThat(listener.steps()).containsSubsequence("REQUESTED 1", "ACTIVATED 1", "ROLLED_BACK 1");
    assertThat(listener.of(Phase.ROLLED_BACK).get(0).previous()).contains(version("a", 2));
    assertThat(loader.loaded(version("a", 1)).closed()).isFalse();
  }

  @Test
  void shouldUnloadTheWarmVersionWhenItsTimeIsOver() throws InterruptedException {
    restart(Duration.ofMillis(50));
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));

    listener.await(Phase.UNLOADED, "1");

    assertThat(serving()).containsExactly("a:2");
  }

  @Test
  void shouldKeepOnlyTheLastVersionWarm() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));
    settle(activate("a", 3, 2));

    listener.await(Phase.UNLOADED, "1");

    assertThat(loader.loaded(version("a", 2)).closed()).isFalse();
  }

  @Test
  void shouldTakeAModelOutOfTheSetWhenItIsRetired() throws InterruptedException {
    settle(activate("a", 1, 0), activate("b", 1, 1));
    settle(retire("a", 2));

    assertThat(serving()).containsExactly("b:1");
    assertThat(listener.of(Phase.RETIRED).get(0).previous()).contains(version("a", 1));
    listener.await(Phase.UNLOADED, "1");
    assertThat(status("a").differsSince()).isEmpty();
  }

  @Test
  void shouldFollowTheOffsetWithoutASwapWhenTheSameVersionIsWantedAgain()
      throws InterruptedException {
    settle(activate("a", 1, 3));
    settle(activate("a", 1, 8));

    ServingSet set = manager.lease();
    assertThat(set.registryOffset()).isEqualTo(8);
    set.release();
    assertThat(listener.of(Phase.ACTIVATED)).hasSize(1);
  }

  @Test
  void shouldNotClaimToFollowAnOffsetWhileAnEarlierUpdateIsUnsettled() throws InterruptedException {
    FakeLoader.Gate gate = loader.gate(version("b", 1));
    manager.submit(activate("a", 1, 3));
    manager.submit(activate("b", 1, 4));
    manager.submit(activate("c", 1, 5));
    gate.awaitReached();
    ServingSet early = manager.lease();
    gate.open();
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
    ServingSet late = manager.lease();

    assertThat(early.registryOffset()).isEqualTo(3);
    assertThat(late.registryOffset()).isEqualTo(5);
    early.release();
    late.release();
  }

  @Test
  void shouldWaitForTheRegistryAndForTheLoadWhenCatchingUp() throws InterruptedException {
    AtomicBoolean read = new AtomicBoolean();
    manager.follow(limit -> read.get());
    assertThat(manager.awaitCaughtUp(Duration.ofMillis(10))).isFalse();
    read.set(true);
    FakeLoader.Gate gate = loader.gate(version("a", 1));
    manager.submit(activate("a", 1, 0));

    assertThat(manager.awaitCaughtUp(Duration.ofMillis(20))).isFalse();
    gate.open();
    assertThat(manager.awaitCaughtUp(SOON)).isTrue();
  }

  @Test
  void shouldReportARegressionOfAPartition() {
    manager.reportRegressed("hubstream.content", 3, "the registry did not answer in 5 s");

    LifecycleEvent event = listener.of(Phase.REGRESSED).get(0);
    assertThat(event.model()).isEqualTo(LifecycleEvent.ALL_MODELS);
    assertThat(event.reason().get()).contains("partition 3 of hubstream.content");
  }

  @Test
  void shouldSurviveAListenerThatThrows() throws InterruptedException {
    manager.close();
    manager =
        new ModelManager(
            artifacts,
            loader,
            event -> {
              throw new IllegalStateException("broken listener");
            },
            ServingMetrics.NONE,
            settings(Duration.ZERO, SOON));

    settle(activate("a", 1, 0));

    assertThat(serving()).containsExactly("a:1");
    assertThat(status("a").serving()).isEqualTo(Optional.of(version("a", 1)));
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.rollback;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.RecordingListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions that do not all fit into the memory at once: each takes 24 MiB here. */
@Timeout(60)
class ModelMemoryTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int ONE = MemoryRig.ONE;

  private final MemoryRig rig = new MemoryRig();
  private final FakeLoader loader = rig.loader;
  private final RecordingListener listener = rig.listener;
  private final List<String> intake = rig.intake;

  private void manager(MemoryMode mode, int machineMib, Duration drainLimit) {
    rig.mode(mode).machine(machineMib).drainLimit(drainLimit).start();
  }

  @AfterEach
  void closesEverythingExactlyOnce() throws InterruptedException {
    rig.close();
  }

  private void settle(DesiredModel... updates) throws InterruptedException {
    rig.settle(updates);
  }

  private List<String> serving() {
    return rig.serving();
  }

  @Test
  void shouldSwapSideBySideAndKeepTheOldOneWarmWhenBothFit() throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, 2 * ONE, SOON);
    settle(activate("a", 1, 0));

    // When
    settle(activate("a", 2, 1));

    // Then
    assertThat(serving()).containsExactly("a:2");
    assertThat(intake).isEmpty();
    assertThat(listener.steps()).doesNotContain("UNLOADED 1");
  }

  @Test
  void shouldLetTheWarmVersionGoFirstWhenMemoryIsShort() throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, 2 * ONE, SOON);
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));

    // When
    settle(activate("a", 3, 2));

    // Then
    assertThat(serving()).containsExactly("a:3");
    assertThat(intake).isEmpty();
    assertThat(listener.steps()).containsSubsequence("UNLOADED 1", "LOADED 3", "ACTIVATED 3");
    assertThat(loader.loaded(version("a", 2)).closed()).isFalse();
  }

  @Test
  void shouldUnloadTheOldVersionFirstAndSayHowLongRecordsWaitedWhenOnlyOneFits()
      throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, 2 * ONE - 1, SOON);
    settle(activate("a", 1, 0));

    // When
    settle(activate("a", 2, 1));

    // Then
    assertThat(serving()).containsExactly("a:2");
    assertThat(intake).containsExactly("pause", "resume");
    assertThat(listener.steps())
        .endsWith(
            "REQUESTED 2",
            "FETCHED 2",
            "VERIFIED 2",
            "DRAINED 1",
            "UNLOADED 1",
            "LOADED 2",
            "WARMED 2",
            "GATED 2",
            "ACTIVATED 2");
    LifecycleEvent activated = listener.of(Phase.ACTIVATED).get(1);
    assertThat(activated.previous()).contains(version("a", 1));
    assertThat(activated.took().orElseThrow()).isPositive();
    assertThat(activated.reason().orElseThrow())
        .contains("a:1 was unloaded first, and records waited");
  }

  @Test
  void shouldKeepTheOthersServingModelsLoadedWhenOneIsUnloadedFirst() throws InterruptedException {
    // Given
    manager(MemoryMode.UNLOAD_FIRST, 100 * ONE, SOON);
    settle(activate("a", 1, 0), activate("b", 1, 1));

    // When
    settle(activate("a", 2, 2));

    // Then
    assertThat(serving()).containsExactly("a:2", "b:1");
    assertThat(loader.loaded(version("b", 1)).closed()).isFalse();
    assertThat(listener.of(Phase.DRAINED)).extracting(LifecycleEvent::model).containsExactly("a");
  }

  @Test
  void shouldRefuseWithTheFiguresAndTouchNothingWhenTheVersionIsTooLargeForAllMemory()
      throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, ONE, SOON);
    settle(activate("a", 1, 0));

    // When
    settle(activate("b", 1, 1));

    // Then
    LifecycleEvent rejected = listener.of(Phase.REJECTED).get(0);
    assertThat(rejected.detail().rejectedIn()).contains(Phase.LOADED);
    assertThat(rejected.reason().orElseThrow())
        .startsWith("too large for the memory: it needs about 24 MiB of memory, and 0 MiB");
    assertThat(serving()).containsExactly("a:1");
    assertThat(intake).isEmpty();
  }

  @Test
  void shouldRefuseWhatDoesNotFitBesideTheOldOneWhenTheModeSaysSo() throws InterruptedException {
    // Given
    manager(MemoryMode.SIDE_BY_SIDE, ONE, SOON);
    settle(activate("a", 1, 0));

    // When
    settle(activate("a", 2, 1));

    // Then
    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED)).hasSize(1);
    assertThat(intake).isEmpty();
  }

  @Test
  void shouldLetARecordWaitForTheNewVersionWhenTheOldOneIsGone() throws Exception {
    // Given
    manager(MemoryMode.UNLOAD_FIRST, 100, SOON);
    settle(activate("a", 1, 0));
    FakeLoader.Gate gate = loader.gate(version("a", 2));
    rig.manager().submit(activate("a", 2, 1));
    gate.awaitReached();

    // When
    CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(this::serving);
    boolean early = done(waiting, 100);
    Optional<ModelVersion> shownMeanwhile = rig.manager().statuses().get(0).serving();
    gate.open();

    // Then
    assertThat(early).isFalse();
    assertThat(shownMeanwhile).isEmpty();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).containsExactly("a:2");
  }

  private static boolean done(CompletableFuture<?> future, int millis)
      throws InterruptedException, ExecutionException {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    }
  }

  @Test
  void shouldGiveTheRecordBackWhenThePauseIsLongerThanAStreamThreadMayWait() throws Exception {
    // Given
    manager(MemoryMode.UNLOAD_FIRST, 100, Duration.ofMillis(200));
    settle(activate("a", 1, 0));
    FakeLoader.Gate gate = loader.gate(version("a", 2));
    rig.manager().submit(activate("a", 2, 1));
    gate.awaitReached();

    // When
    assertThatThrownBy(() -> rig.manager().lease()).isInstanceOf(ServingPausedException.class);
    gate.open();
    assertThat(rig.manager().awaitInitialLoad(SOON)).isTrue();

    // Then
    assertThat(serving()).containsExactly("a:2");
  }

  @Test
  void shouldNotUnloadAndTryAgainLaterWhenTheRecordsInFlightAreNotDone() throws Exception {
    // Given
    manager(MemoryMode.UNLOAD_FIRST, 100, Duration.ofMillis(60));
    settle(activate("a", 1, 0));
    ServingSet lease = rig.manager().lease();

    // When
    settle(activate("a", 2, 1));
    boolean closedUnderTheLease = loader.loaded(version("a", 1)).closed();
    lease.release();

    // Then
    assertThat(closedUnderTheLease).isFalse();
    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED).get(0).reason().orElseThrow())
        .contains("after 3 attempts")
        .contains("the records in flight were not done within 60 ms");
    assertThat(intake).containsExactly("pause", "resume", "pause", "resume", "pause", "resume");
  }

  @Test
  void shouldLoadASecondCopyWhenARollbackComesWhileTheOldVersionStillDrains()
      throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, 100 * ONE, SOON);
    settle(activate("a", 1, 0));
    ServingSet lease = rig.manager().lease();
    settle(activate("a", 2, 1));
    settle(activate("a", 3, 2));

    // When
    settle(rollback("a", 1, 3));
    long copies =
        loader.loaded().stream().filter(s -> s.spec().version().equals(version("a", 1))).count();
    boolean closedUnderTheLease = loader.loaded().get(0).closed();
    lease.release();

    // Then
    assertThat(serving()).containsExactly("a:1");
    assertThat(copies).isEqualTo(2);
    assertThat(closedUnderTheLease).isFalse();
    listener.await(Phase.UNLOADED, "1");
  }

  @Test
  void shouldTakeTheDrainingVersionBackWhenARollbackComesWhileItIsWarm()
      throws InterruptedException {
    // Given
    manager(MemoryMode.AUTO, 100 * ONE, SOON);
    settle(activate("a", 1, 0));
    ServingSet lease = rig.manager().lease();
    settle(activate("a", 2, 1));

    // When
    settle(rollback("a", 1, 2));
    lease.release();

    // Then
    assertThat(serving()).containsExactly("a:1");
    assertThat(loader.loaded()).hasSize(2);
    listener.await(Phase.UNLOADED, "2");
    assertThat(loader.loaded(version("a", 1)).closed()).isFalse();
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.testing.FakeLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory that comes free later, or not: what is still leased, what hangs, what never passes. */
@Timeout(60)
class MemoryShortageTest {
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);
  private static final ModelVersion V2 = version("a", 2);
  private static final int ONE = MemoryRig.ONE;

  @TempDir Path folder;

  private final MemoryRig rig = new MemoryRig();

  @AfterEach
  void closesEverythingExactlyOnce() throws InterruptedException {
    rig.close();
  }

  private void awaitShortage(int row) throws InterruptedException {
    MemoryRig.await(
        () -> rig.manager().statuses().get(row).reason().orElse("").contains("there is no room"));
  }

  private void awaitServing(String... versions) throws InterruptedException {
    MemoryRig.await(() -> rig.serving().equals(List.of(versions)));
  }

  @Test
  void shouldLetNothingElseInWhenAWarmUpThatWasGivenUpHoldsTheMemory() throws Exception {
    // Given
    rig.most(2 * ONE).stepLimit(IMPATIENCE).start();
    rig.settle(activate("a", 1, 0));
    FakeLoader.Gate hang = rig.loader.hang(V2);
    rig.settle(activate("a", 2, 1));
    int leaked = rig.leaked();

    // When
    rig.settle(activate("b", 1, 2));
    LifecycleEvent refused = rig.listener.of(Phase.REJECTED).get(1);
    long open = rig.open();
    hang.open();
    MemoryRig.await(() -> rig.leaked() == 0);
    rig.settle(activate("b", 1, 3));

    // Then
    assertThat(leaked).isEqualTo(1);
    assertThat(refused.detail().rejectedIn()).contains(Phase.LOADED);
    assertThat(refused.reason().orElseThrow())
        .startsWith("gave up after 3 attempts: IOException: there is no room for it yet")
        .contains("24 MiB are held by a version on the way out");
    assertThat(open).isEqualTo(2);
    awaitServing("a:1", "b:1");
  }

  @Test
  void shouldCountALoadThatWasGivenUpUntilItsModelIsClosed() throws Exception {
    // Given
    rig.most(ONE).stepLimit(IMPATIENCE).retry(100_000, Duration.ofMillis(1), Duration.ofMillis(4));
    rig.start();
    FakeLoader.Gate load = rig.loader.gate(V2);
    rig.settle(activate("a", 2, 0));

    // When
    rig.manager().submit(activate("b", 1, 1));
    awaitShortage(1);
    boolean loadedMeanwhile = !rig.loader.loaded().isEmpty();
    load.open();
    rig.listener.await(Phase.ACTIVATED, "1");

    // Then
    assertThat(loadedMeanwhile).isFalse();
    assertThat(rig.loader.loaded(V2).closed()).isTrue();
    assertThat(rig.loader.loaded()).hasSize(2);
    assertThat(rig.leaked()).isZero();
  }

  @Test
  void shouldWaitAndNotRefuseForGoodWhenWhatWasReplacedIsStillLeased() throws Exception {
    // Given
    rig.mode(MemoryMode.SIDE_BY_SIDE).most(2 * ONE).drainLimit(Duration.ofMillis(20));
    rig.retry(100_000, Duration.ofMillis(1), Duration.ofMillis(4)).start();
    rig.settle(activate("a", 1, 0));
    ServingSet lease = rig.manager().lease();
    rig.settle(activate("a", 2, 1));

    // When
    rig.manager().submit(activate("b", 1, 2));
    awaitShortage(1);
    List<String> before = rig.listener.steps();
    lease.release();
    awaitServing("a:2", "b:1");

    // Then
    assertThat(before).doesNotContain("UNLOADED 1");
    assertThat(rig.listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldUnloadWhatServesThreeTimesAtMostWhenTheGateNeverDecides() throws Exception {
    // Given
    rig.mode(MemoryMode.UNLOAD_FIRST).retry(16, Duration.ofMillis(1), Duration.ofMillis(4)).start();
    rig.settle(activate("a", 1, 0));
    rig.golden(V2, folder);
    rig.parserIsAway(true);

    // When
    rig.settle(activate("a", 2, 1));

    // Then
    assertThat(rig.serving()).containsExactly("a:1");
    MemoryRig.await(() -> Collections.frequency(rig.intake, "resume") == 3);
    assertThat(Collections.frequency(rig.intake, "pause")).isEqualTo(3);
    LifecycleEvent refused = rig.listener.of(Phase.REJECTED).get(0);
    assertThat(refused.version()).contains(V2);
    assertThat(refused.detail().rejectedIn()).contains(Phase.GATED);
    assertThat(refused.reason().orElseThrow())
        .startsWith("gave up after 3 attempts: for 3 of them what served was unloaded")
        .endsWith("no parser");
  }

  @Test
  void shouldServeTheVersionWhenTheGateDecidesAtTheSecondExchange() throws Exception {
    // Given
    rig.mode(MemoryMode.UNLOAD_FIRST).retry(16, Duration.ofMillis(1), Duration.ofMillis(4)).start();
    rig.settle(activate("a", 1, 0));
    rig.golden(V2, folder);
    rig.parserIsAway(true);

    // When
    rig.manager().submit(activate("a", 2, 1));
    MemoryRig.await(() -> rig.intake.contains("resume"));
    rig.parserIsAway(false);
    rig.listener.await(Phase.ACTIVATED, "2");

    // Then
    awaitServing("a:2");
    assertThat(rig.listener.of(Phase.REJECTED)).isEmpty();
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.imageSpec;
import static io.hubstream.testing.Versions.retire;
import static io.hubstream.testing.Versions.rollback;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.testing.FakeLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version that was unloaded for one that does not serve comes back. */
@Timeout(60)
class ComebackTest {
  private static final Duration SOON = MemoryRig.SOON;
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);
  private static final ModelVersion V1 = version("a", 1);
  private static final ModelVersion V2 = version("a", 2);

  @TempDir Path folder;

  private final MemoryRig rig = new MemoryRig().mode(MemoryMode.UNLOAD_FIRST);

  @AfterEach
  void closesEverythingExactlyOnce() throws InterruptedException {
    rig.close();
  }

  @Test
  void shouldLoadTheOldVersionAgainWhenTheNewOneIsRefusedAfterThePauseBegan() throws Exception {
    // Given
    rig.start();
    rig.loader.refuse(version("a", 2), "a broken graph");
    rig.settle(activate("a", 1, 0), activate("b", 1, 1));

    // When
    rig.settle(activate("a", 2, 2));

    // Then
    assertThat(rig.serving()).containsExactly("a:1", "b:1");
    rig.awaitResumed();
    assertThat(rig.listener.steps())
        .containsSubsequence(
            "UNLOADED 1",
            "REJECTED 2",
            "FETCHED 1",
            "LOADED 1",
            "WARMED 1",
            "GATED 1",
            "ACTIVATED 1");
    LifecycleEvent again = rig.listener.of(Phase.ACTIVATED).get(2);
    assertThat(again.reason().orElseThrow()).contains("loaded again");
    assertThat(again.took().orElseThrow()).isPositive();
    assertThat(rig.manager().statuses().get(0).reason().orElseThrow()).contains("a broken graph");
  }

  @Test
  void shouldEndThePauseWhenTheModelIsRetiredMeanwhile() throws Exception {
    // Given
    rig.start();
    rig.loader.refuse(version("a", 2), "a broken graph");
    rig.settle(activate("a", 1, 0), activate("b", 1, 1));
    rig.loader.refuse(version("a", 1), "its file is gone");

    // When
    rig.manager().submit(activate("a", 2, 2));
    rig.listener.await(Phase.REJECTED, "1");
    rig.settle(retire("a", 3));

    // Then
    assertThat(rig.serving()).containsExactly("b:1");
    rig.awaitResumed();
  }

  @Test
  void shouldCloseInTimeWhenItIsClosedDuringThePause() throws Exception {
    // Given
    rig.start();
    rig.loader.refuse(version("a", 2), "a broken graph");
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(version("a", 1), "its file is gone");
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");
    CompletableFuture<List<String>> waiting = CompletableFuture.supplyAsync(rig::serving);

    // When
    long start = System.nanoTime();
    rig.manager().close();

    // Then
    assertThat(System.nanoTime() - start).isLessThan(SOON.toNanos());
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldAuditTheCauseOnceAndTryAgainWhenTheOldVersionCanNotBeFetched() throws Exception {
    // Given
    rig.start();
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V2, "a broken graph");
    rig.artifacts.unreachable(V1, 4);

    // When
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");
    rig.awaitResumed();

    // Then
    assertThat(rig.serving()).containsExactly("a:1");
    LifecycleEvent failed = rig.listener.await(Phase.REJECTED, "1");
    assertThat(failed.detail().rejectedIn()).contains(Phase.FETCHED);
    assertThat(failed.reason())
        .contains(
            "loading it again: IOException: the store is down; records wait, and it is tried again");
    assertThat(rig.listener.steps()).filteredOn("REJECTED 1"::equals).hasSize(1);
    assertThat(rig.artifacts.fetches()).isEqualTo(2 + 5);
    assertThat(rig.listener.steps())
        .as("the attempt that worked")
        .containsSubsequence(
            "REJECTED 1", "FETCHED 1", "VERIFIED 1", "LOADED 1", "WARMED 1", "GATED 1");
  }

  @Test
  void shouldSayWhyRecordsWaitAndFollowANewerUpdateAtOnceWhenTheOldVersionIsRefused()
      throws Exception {
    // Given
    rig.retry(3, Duration.ofHours(1), Duration.ofHours(1)).start();
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V1, "its file is gone");
    rig.loader.refuse(V2, "a broken graph");

    // When
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");
    String why = rig.pausedFor();
    // The next attempt would be in an hour, but a newer update need not wait for it.
    rig.settle(activate("a", 3, 2));

    // Then
    assertThat(why).contains("a:1 was unloaded", "its file is gone");
    assertThat(rig.serving()).containsExactly("a:3");
    rig.awaitResumed();
  }

  @Test
  void shouldComeBackWithoutItsGoldenSamplesWhenTheyCanNotBeDecodedNow() throws Exception {
    // Given
    rig.start();
    rig.golden(V1, folder);
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V2, "a broken graph");
    rig.parserIsAway(true);

    // When
    rig.settle(activate("a", 2, 1));

    // Then
    assertThat(rig.serving()).containsExactly("a:1");
    LifecycleEvent gated = rig.listener.of(Phase.GATED).get(1);
    assertThat(gated.version()).contains(V1);
    assertThat(gated.reason().orElseThrow()).startsWith("it served before");
    assertThat(rig.listener.steps()).doesNotContain("REJECTED 1");
  }

  @Test
  void shouldWaitForTheStepThatHangsWhenBothDoNotFit() throws Exception {
    // Given
    rig.most(MemoryRig.ONE).stepLimit(IMPATIENCE).start();
    rig.settle(activate("a", 1, 0));
    FakeLoader.Gate hang = rig.loader.hang(V2);

    // When
    rig.manager().submit(activate("a", 2, 1));
    LifecycleEvent failed = rig.listener.await(Phase.REJECTED, "1");
    long copies = rig.copies(V1);
    long open = rig.open();
    hang.open();
    rig.awaitResumed();

    // Then
    assertThat(failed.detail().rejectedIn()).contains(Phase.LOADED);
    assertThat(failed.reason().orElseThrow())
        .contains(
            "there is no room for it yet: it needs about 24 MiB of memory, and models.memory.max.mb=24 leaves 0 MiB",
            "24 MiB are held by a version on the way out");
    assertThat(copies).isEqualTo(1);
    assertThat(open).isEqualTo(1);
    assertThat(rig.serving()).containsExactly("a:1");
    assertThat(rig.loader.loaded(V2).closed()).isTrue();
  }

  @Test
  void shouldComeBackBesideTheStepThatHangsWhenBothFit() throws Exception {
    // Given
    rig.most(2 * MemoryRig.ONE).stepLimit(IMPATIENCE).start();
    rig.settle(activate("a", 1, 0));
    FakeLoader.Gate hang = rig.loader.hang(V2);

    // When
    rig.settle(activate("a", 2, 1));
    List<String> served = rig.serving();
    boolean closed = rig.loader.loaded(V2).closed();
    hang.open();

    // Then
    assertThat(served).containsExactly("a:1");
    assertThat(closed).isFalse();
    assertThat(rig.listener.steps()).doesNotContain("REJECTED 1");
  }

  @Test
  void shouldNotLoadASecondCopyWhenTheOldVersionItselfHangs() throws Exception {
    // Given
    rig.stepLimit(IMPATIENCE).start();
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V2, "a broken graph");
    rig.loader.refuse(version("a", 3), "a broken graph as well");
    FakeLoader.Gate hang = rig.loader.hang(V1);

    // When
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");
    rig.settle(activate("a", 3, 2));
    rig.settle(activate("a", 3, 3));
    long copies = rig.copies(V1);
    hang.open();
    rig.awaitResumed();

    // Then
    assertThat(copies).isEqualTo(2);
    assertThat(rig.copies(V1)).isEqualTo(3);
    assertThat(rig.serving()).containsExactly("a:1");
  }

  /** From now on a version has another embedding dimension than the others. */
  private void widen(ModelVersion which) {
    ModelSpec usual = imageSpec(which);
    ModelSpec wide =
        new ModelSpec(
            which,
            usual.preprocessing(),
            Optional.of(new EmbeddingSpec(8, EmbeddingSpec.ownSpace(which))),
            usual.classification());
    rig.loader.specs(version -> version.equals(which) ? wide : imageSpec(version));
  }

  @Test
  void shouldRefuseABreakWhenTheVersionThatItBreaksWithIsUnloadedAndCanNotComeBack()
      throws Exception {
    // Given
    rig.retry(3, Duration.ofHours(1), Duration.ofHours(1)).start();
    widen(version("a", 3));
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V1, "its file is gone");
    rig.loader.refuse(V2, "a broken graph");
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");

    // When
    rig.manager().submit(activate("a", 3, 2));

    // Then
    assertThat(rig.listener.await(Phase.REJECTED, "3").reason().orElseThrow())
        .contains("its embedding has 8 values, that of a:1 has 4", "--breaking");
    assertThat(rig.listener.steps()).doesNotContain("GATED 3", "ACTIVATED 3");
  }

  @Test
  void shouldRefuseABreakWhenTheGateDecidesAtTheSecondAttemptAndNothingServesMeanwhile()
      throws Exception {
    // Given
    rig.retry(100_000, Duration.ofMillis(1), Duration.ofMillis(4)).start();
    widen(V2);
    rig.golden(V2, folder);
    rig.parserIsAway(true);
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V1, "its file is gone");

    // When
    rig.manager().submit(activate("a", 2, 1));
    rig.listener.await(Phase.REJECTED, "1");
    rig.parserIsAway(false);

    // Then
    assertThat(rig.listener.await(Phase.REJECTED, "2").reason().orElseThrow())
        .contains("its embedding has 8 values, that of a:1 has 4");
    assertThat(rig.listener.steps()).doesNotContain("GATED 2", "ACTIVATED 2");
  }

  @Test
  void shouldAskForAnOlderVersionWhenTheTargetOfARollbackIsRefusedDuringThePause()
      throws Exception {
    // Given
    LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    Probations probations =
        new Probations(
            new ProbationRules(true, Duration.ofMinutes(1), 100, 0.05, 0.01),
            (bad, reason) -> asked.add(bad.version() + ": " + reason));
    rig.probations(probations).start();
    rig.settle(activate("a", 1, 0));
    rig.settle(activate("a", 3, 1, 1));
    rig.settle(activate("a", 4, 3, 2));
    rig.settle(activate("a", 2, 3, 3));
    rig.loader.refuse(version("a", 3), "a broken graph");
    probations.bad(V2, 2, 0, 2);
    String first = asked.poll(10, TimeUnit.SECONDS);

    // When
    rig.settle(rollback("a", 3, 4));
    String further = asked.poll(10, TimeUnit.SECONDS);
    Optional<ModelVersion> waitedFor = probations.condemned(List.of(V2));
    rig.settle(rollback("a", 1, 5));

    // Then
    assertThat(first).startsWith("2: automatic rollback of a:2");
    assertThat(further)
        .startsWith("3: a:3, which a rollback went back to, was refused in LOADED: a broken graph");
    assertThat(waitedFor).as("its records still wait").contains(V2);
    assertThat(rig.serving()).containsExactly("a:1");
  }

  private static DesiredModel by(String who, DesiredModel asked) {
    return new DesiredModel(
        asked.model(),
        asked.stable(),
        asked.fallback(),
        asked.rollback(),
        who,
        asked.reason(),
        asked.registryOffset());
  }

  @Test
  void shouldNameWhoActivatedTheVersionAndNotWhoAskedForTheRefusedOneWhenItComesBack()
      throws Exception {
    // Given
    rig.start();
    rig.loader.refuse(V2, "a broken graph");
    rig.settle(by("alice", activate("a", 1, 0)));

    // When
    rig.settle(by("bob", activate("a", 2, 1)));

    // Then
    rig.awaitResumed();
    assertThat(rig.listener.events())
        .filteredOn(event -> event.version().equals(Optional.of(V1)))
        .allSatisfy(
            event -> {
              assertThat(event.origin().requestedBy()).contains("alice");
              assertThat(event.registryOffset()).isZero();
            });
    assertThat(rig.listener.of(Phase.ACTIVATED).get(1).reason().orElseThrow())
        .contains("(registry offset 1, asked for by bob) does not serve");
  }

  @Test
  void shouldNotAuditTheSameStepsAgainWhenComingBackFailsAsBefore() throws Exception {
    // Given
    rig.start();
    rig.settle(activate("a", 1, 0));
    rig.loader.refuse(V1, "its file is gone");
    rig.loader.refuse(V2, "a broken graph");

    // When
    rig.manager().submit(activate("a", 2, 1));
    MemoryRig.await(() -> rig.artifacts.fetches() >= 10);
    List<String> steps = rig.listener.steps();

    // Then: once when it was activated, and once for the first attempt to come back.
    assertThat(steps).filteredOn("FETCHED 1"::equals).hasSize(2);
    assertThat(steps).filteredOn("VERIFIED 1"::equals).hasSize(2);
    assertThat(steps).filteredOn("REJECTED 1"::equals).hasSize(1);
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.activateBreaking;
import static io.hubstream.testing.Versions.artifact;
import static io.hubstream.testing.Versions.imageSpec;
import static io.hubstream.testing.Versions.rollback;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate within the life of a version, and steps that do not end. */
class GatedActivationTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration IMPATIENCE = Duration.ofSeconds(1);
  private static final float THIRD = 1f / 3;

  @TempDir Path folder;

  private final FakeLoader loader = new FakeLoader();
  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final RecordingListener listener = new RecordingListener();
  private final AtomicInteger outages = new AtomicInteger();
  private final CountDownLatch hang = new CountDownLatch(1);
  private final LeakGauge leaked = new LeakGauge();
  private ModelManager manager = manager(SOON);

  private ModelManager manager(Duration limit) {
    return manager(limit, Duration.ZERO);
  }

  private ModelManager manager(Duration limit, Duration keepWarm) {
    return new ModelManager(
        artifacts,
        loader,
        new ModelManager.Policies(AdmissionPolicy.LENIENT, this::decode, Swapping.plain()),
        listener,
        leaked,
        new ModelManagerSettings(
            List.of(4, 1),
            keepWarm,
            new ModelManagerSettings.Retry(3, Duration.ofMillis(1), Duration.ofMillis(4)),
            SOON,
            Clock.systemUTC(),
            new ModelManagerSettings.Limits(limit, limit, Optional.empty())));
  }

  private void beImpatient() {
    manager.close();
    manager = manager(IMPATIENCE);
  }

  /** Remembers the last figure. */
  private static final class LeakGauge implements ServingMetrics {
    private volatile int versions;

    @Override
    public void leaked(int now) {
      versions = now;
    }
  }

  private List<ModelInput> decode(SampleDecoder.Item item, Object form) throws IOException {
    if (outages.getAndDecrement() > 0) {
      throw new IOException("no parser");
    }
    return List.of(new ModelInput.ImageTensor(new float[12]));
  }

  @AfterEach
  void closesEverythingExactlyOnce() throws InterruptedException {
    hang.countDown();
    manager.close();
    for (FakeServable servable : loader.loaded()) {
      awaitClosed(servable);
      assertThat(servable.closes()).isEqualTo(1);
      assertThat(servable.closedWhileRunning()).isFalse();
    }
  }

  private static void awaitClosed(FakeServable servable) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!servable.closed() && System.nanoTime() - deadline < 0) {
      Thread.sleep(2);
    }
  }

  private void settle(DesiredModel... updates) throws InterruptedException {
    List.of(updates).forEach(manager::submit);
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
  }

  private List<String> serving() {
    ServingSet set = manager.lease();
    try {
      return set.versions().stream().map(ModelVersion::display).toList();
    } finally {
      set.release();
    }
  }

  private LifecycleEvent rejected(Phase in) {
    assertThat(listener.of(Phase.REJECTED)).hasSize(1);
    LifecycleEvent event = listener.of(Phase.REJECTED).get(0);
    assertThat(event.detail().rejectedIn()).contains(in);
    return event;
  }

  /** From now on version 2 has another embedding dimension than the others. */
  private void widenVersion2() {
    loader.specs(
        version ->
            version.version().equals("2")
                ? new ModelSpec(
                    version,
                    imageSpec(version).preprocessing(),
                    Optional.of(new EmbeddingSpec(8, EmbeddingSpec.ownSpace(version))),
                    imageSpec(version).classification())
                : imageSpec(version));
  }

  private void golden(int number, float last) throws IOException {
    Files.writeString(folder.resolve("cat.jpg"), "a cat");
    artifacts.holds(
        artifact(
            version("a", number),
            folder,
            List.of(
                new GoldenSample(
                    "cat.jpg",
                    "image/jpeg",
                    0.01,
                    new ModelOutput(
                        Optional.of(new float[] {1, 1, 1, last}),
                        Optional.of(new float[] {THIRD, THIRD, THIRD})),
                    Optional.of("cat")))));
  }

  private void hangs(int size) {
    loader.behave(
        version("a", 2),
        (inputs, padded) -> {
          if (padded == size) {
            awaitEnd();
          }
          return new FakeServable(imageSpec(version("a", 2))).plain(inputs);
        });
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (hang.getCount() > 0) {
      try {
        hang.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldKeepTheOldVersionWhenTheNewOneBreaksItsConsumers() throws InterruptedException {
    widenVersion2();
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));

    assertThat(serving()).containsExactly("a:1");
    assertThat(rejected(Phase.GATED).reason().orElseThrow())
        .contains("its embedding has 8 values, that of a:1 has 4", "--breaking");
    assertThat(listener.steps()).doesNotContain("GATED 2", "ACTIVATED 2");
  }

  @Test
  void shouldCompareAVersionThatIsStillWarmToo() throws InterruptedException {
    manager.close();
    manager = manager(SOON, Duration.ofMinutes(1));
    widenVersion2();
    settle(activate("a", 1, 0));
    settle(activateBreaking("a", 2, 1));

    settle(activate("a", 1, 2));

    assertThat(serving()).containsExactly("a:2");
    assertThat(rejected(Phase.GATED).reason().orElseThrow())
        .contains("its embedding has 4 values, that of a:2 has 8", "--breaking");
  }

  @Test
  void shouldGoBackToAWarmVersionAlsoWhenTheRollbackIsPublishedAgain() throws InterruptedException {
    manager.close();
    manager = manager(SOON, Duration.ofMinutes(1));
    widenVersion2();
    settle(activate("a", 1, 0));
    settle(activateBreaking("a", 2, 1));

    // The row of the rollback, and the same state again, which a freeze or a conflict wrote.
    settle(rollback("a", 1, 2), rollback("a", 1, 3));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldActivateABreakWhenItIsDeclaredAndAlwaysRollBack() throws InterruptedException {
    widenVersion2();
    settle(activate("a", 1, 0));
    settle(activateBreaking("a", 2, 1));
    assertThat(serving()).containsExactly("a:2");
    assertThat(listener.await(Phase.GATED, "2").reason().orElseThrow())
        .contains("declared as breaking: its embedding has 8 values, that of a:1 has 4");

    settle(rollback("a", 1, 2));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldWriteWhatItFoundWhenGoldenSamplesHold() throws Exception {
    golden(1, 1);
    settle(activate("a", 1, 0));

    assertThat(serving()).containsExactly("a:1");
    LifecycleEvent gated = listener.of(Phase.GATED).get(0);
    assertThat(gated.reason().orElseThrow()).startsWith("1 golden sample within tolerance");
    assertThat(gated.took()).isPresent();
  }

  @Test
  void shouldRefuseWithFiguresWhenAGoldenSampleIsOff() throws Exception {
    golden(2, 3);
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));

    assertThat(serving()).containsExactly("a:1");
    assertThat(rejected(Phase.GATED).reason())
        .contains(
            "golden sample 'cat.jpg': the embedding is off by 0.5774 of its length; the tolerance is 0.01000");
    assertThat(loader.loaded(version("a", 2)).closed()).isTrue();
  }

  @Test
  void shouldTryAgainWhenNothingCanBeDecodedForNow() throws Exception {
    golden(1, 1);
    outages.set(2);
    settle(activate("a", 1, 0));

    assertThat(serving()).containsExactly("a:1");
    assertThat(loader.loaded()).hasSize(3);
    assertThat(listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldRefuseAndCloseLaterWhenAWarmUpDoesNotEnd() throws InterruptedException {
    beImpatient();
    hangs(4);
    settle(activate("a", 1, 0), activate("b", 1, 1));
    settle(activate("a", 2, 2));

    assertThat(serving()).containsExactly("a:1", "b:1");
    assertThat(rejected(Phase.WARMED).reason().orElseThrow())
        .contains("the warm-up did not end within 1000 ms");
    assertThat(leaked.versions).isEqualTo(1);
    FakeServable hung = loader.loaded(version("a", 2));
    assertThat(hung.closed()).isFalse();

    hang.countDown();
    awaitClosed(hung);
    settle(activate("b", 2, 3));
    assertThat(serving()).containsExactly("a:1", "b:2");
  }

  @Test
  void shouldRefuseWhenTheGateDoesNotEnd() throws Exception {
    beImpatient();
    golden(2, 1);
    AtomicInteger runs = new AtomicInteger();
    loader.behave(
        version("a", 2),
        (inputs, padded) -> {
          if (runs.incrementAndGet() > 2) {
            awaitEnd();
          }
          return new FakeServable(imageSpec(version("a", 2))).plain(inputs);
        });
    settle(activate("a", 2, 0));

    assertThat(rejected(Phase.GATED).reason().orElseThrow())
        .contains("the gate did not end within 1000 ms");
  }

  @Test
  void shouldRefuseAndCloseLaterWhenALoadDoesNotEnd() throws InterruptedException {
    beImpatient();
    FakeLoader.Gate gate = loader.gate(version("a", 2));
    settle(activate("a", 2, 0));

    assertThat(rejected(Phase.LOADED).reason().orElseThrow())
        .contains("the load did not end within 1000 ms");
    assertThat(loader.loaded()).isEmpty();
    gate.open();
    long deadline = System.nanoTime() + SOON.toNanos();
    while (loader.loaded().isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.sleep(2);
    }
    assertThat(loader.loaded()).hasSize(1);
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.RecordingListener;
import io.hubstream.testing.Versions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards the promise that no model is closed under a run, and that none is left behind. */
class ModelSwapUnderLoadTest {
  private static final int SWAPS = 50;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final FakeLoader loader = new FakeLoader();
  private final RecordingListener listener = new RecordingListener();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final AtomicLong leases = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void shouldNeverCloseALeasedModelWhenFiftySwapsRunUnderLoad(long keepWarmMillis)
      throws InterruptedException {
    ModelManager manager = manager(keepWarmMillis);
    manager.submit(Versions.activate("a", 0, 0));
    manager.submit(Versions.activate("b", 0, 1));
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
    List<Thread> hammers = start(manager);

    for (int i = 1; i <= SWAPS; i++) {
      manager.submit(Versions.activate(i % 3 == 0 ? "b" : "a", i, i + 1));
      assertThat(manager.awaitInitialLoad(SOON)).isTrue();
      awaitLeases(2L * i);
    }
    done.set(true);
    for (Thread hammer : hammers) {
      hammer.join();
    }
    manager.close();

    assertThat(problems).isEmpty();
    assertThat(leases.get()).isGreaterThan(SWAPS);
    assertThat(loader.loaded()).hasSize(SWAPS + 2);
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
    assertThat(listener.of(Phase.UNLOADED)).hasSize(SWAPS + 2);
    eachVersionIsActiveThenDrainedThenUnloaded();
  }

  /** Every swap meets leases, however fast the machine swaps. */
  private void awaitLeases(long count) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (leases.get() < count && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
  }

  private ModelManager manager(long keepWarmMillis) {
    return new ModelManager(
        new FakeArtifactSource(),
        loader,
        listener,
        ServingMetrics.NONE,
        new ModelManagerSettings(
            List.of(1),
            Duration.ofMillis(keepWarmMillis),
            new ModelManagerSettings.Retry(1, Duration.ZERO, Duration.ZERO),
            SOON,
            Clock.systemUTC()));
  }

  private List<Thread> start(ModelManager manager) {
    List<Thread> hammers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      Thread hammer = new Thread(() -> hammer(manager, random), "hammer-" + i);
      hammer.start();
      hammers.add(hammer);
    }
    return hammers;
  }

  private void hammer(ModelManager manager, Random random) {
    while (!done.get()) {
      ServingSet set = manager.lease();
      try {
        if (set.versions().size() != 2) {
          problems.add("a set without both models: " + set.versions());
        }
        Thread.sleep(0, random.nextInt(100_000));
        for (Servable servable : set.servables()) {
          if (((FakeServable) servable).closed()) {
            problems.add("closed while leased: " + servable.spec().version().display());
          }
        }
        leases.incrementAndGet();
      } catch (InterruptedException e) {
        problems.add("interrupted");
      } finally {
        set.release();
      }
    }
  }

  private void eachVersionIsActiveThenDrainedThenUnloaded() {
    Map<String, List<Phase>> ends = new HashMap<>();
    for (LifecycleEvent event : listener.events()) {
      if (event.phase().compareTo(Phase.ACTIVATED) >= 0) {
        ends.computeIfAbsent(event.version().orElseThrow().display(), v -> new ArrayList<>())
            .add(event.phase());
      }
    }
    assertThat(ends.values())
        .allSatisfy(
            phases ->
                assertThat(phases).containsExactly(Phase.ACTIVATED, Phase.DRAINED, Phase.UNLOADED));
  }

  @Test
  void shouldFindTheServableOfAModelInALeasedSet() throws InterruptedException {
    ModelManager manager = manager(0);
    manager.submit(Versions.activate("a", 1, 0));
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();

    ServingSet set = manager.lease();

    assertThat(set.servable("a").orElseThrow().spec().version()).isEqualTo(version("a", 1));
    assertThat(set.servable("b")).isEmpty();
    set.release();
    manager.close();
  }
}

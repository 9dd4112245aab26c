package io.hubstream.serving;

import static io.hubstream.testing.Versions.artifact;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryAdmission;
import io.hubstream.serving.memory.MemoryLimits;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.serving.memory.MemorySource;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.RecordingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A model manager with so much memory, where each version takes {@link #ONE} MiB. Safe for any
 * thread once it was started.
 */
final class MemoryRig implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(10);
  static final int ONE = 24;
  private static final long MIB = 1L << 20;

  final FakeLoader loader = new FakeLoader();
  final FakeArtifactSource artifacts = new FakeArtifactSource();
  final RecordingListener listener = new RecordingListener();

  /** What was done to the intake: {@code pause}, {@code resume}. */
  final List<String> intake = Collections.synchronizedList(new ArrayList<>());

  private MemoryMode mode = MemoryMode.AUTO;
  private int machineMib = 1000 * ONE;
  private int mostMib;
  private Duration drainLimit = SOON;
  private Duration stepLimit = Duration.ofMinutes(1);
  private ModelManagerSettings.Retry retry =
      new ModelManagerSettings.Retry(3, Duration.ofMillis(1), Duration.ofMillis(4));
  private Probations probations = Probations.off();
  private volatile boolean parserIsAway;
  private volatile String pausedFor = "";
  private volatile int leaked;
  private ModelManager manager;

  MemoryRig mode(MemoryMode how) {
    mode = how;
    return this;
  }

  /** What the machine has, for what is open. */
  MemoryRig machine(int mib) {
    machineMib = mib;
    return this;
  }

  /** What all versions together may take. */
  MemoryRig most(int mib) {
    mostMib = mib;
    return this;
  }

  MemoryRig drainLimit(Duration limit) {
    drainLimit = limit;
    return this;
  }

  /** How long a load, a warm-up, and a gate may take. */
  MemoryRig stepLimit(Duration limit) {
    stepLimit = limit;
    return this;
  }

  MemoryRig retry(int attempts, Duration first, Duration longest) {
    retry = new ModelManagerSettings.Retry(attempts, first, longest);
    return this;
  }

  /** Who watches versions that have just begun to serve. */
  MemoryRig probations(Probations watching) {
    probations = watching;
    return this;
  }

  MemoryRig start() {
    MemorySource machine =
        () ->
            new MemorySource.Free(
                OptionalLong.of((machineMib - ONE * open()) * MIB), "the test", 1L << 40, 0);
    manager =
        new ModelManager(
            artifacts,
            loader,
            new ModelManager.Policies(
                AdmissionPolicy.LENIENT,
                this::decode,
                new Swapping(
                    new MemoryAdmission(new MemoryLimits(mode, mostMib * MIB, 0), machine),
                    recording(),
                    drainLimit,
                    probations)),
            listener,
            metrics(),
            new ModelManagerSettings(
                List.of(1),
                Duration.ofMinutes(1),
                retry,
                SOON,
                Clock.systemUTC(),
                new ModelManagerSettings.Limits(stepLimit, stepLimit, Optional.empty())));
    return this;
  }

  private Intake recording() {
    return new Intake() {
      @Override
      public void pause(String why) {
        if (pausedFor.isEmpty()) {
          intake.add("pause");
        }
        pausedFor = why;
      }

      @Override
      public void resume() {
        intake.add("resume");
        pausedFor = "";
      }
    };
  }

  private ServingMetrics metrics() {
    return new ServingMetrics() {
      @Override
      public void leaked(int versions) {
        leaked = versions;
      }
    };
  }

  private List<ModelInput> decode(SampleDecoder.Item item, Object form) throws IOException {
    if (parserIsAway) {
      throw new IOException("no parser");
    }
    return List.of(new ModelInput.ImageTensor(new float[12]));
  }

  /** Whether golden samples can't be decoded for now. */
  void parserIsAway(boolean away) {
    parserIsAway = away;
  }

  /** Why the intake is paused; empty while it is not. */
  String pausedFor() {
    return pausedFor;
  }

  /** As the meter says. */
  int leaked() {
    return leaked;
  }

  /** Versions in memory. */
  long open() {
    return loader.loaded().stream().filter(servable -> !servable.closed()).count();
  }

  /** How often a version was loaded. */
  long copies(ModelVersion version) {
    return loader.loaded().stream().filter(s -> s.spec().version().equals(version)).count();
  }

  /** The version has a golden sample, which every fake servable passes. */
  void golden(ModelVersion version, Path folder) throws IOException {
    Files.writeString(folder.resolve("cat.jpg"), "a cat");
    float third = 1f / 3;
    artifacts.holds(
        artifact(
            version,
            folder,
            List.of(
                new GoldenSample(
                    "cat.jpg",
                    "image/jpeg",
                    0.01,
                    new ModelOutput(
                        Optional.of(new float[] {1, 1, 1, 1}),
                        Optional.of(new float[] {third, third, third})),
                    Optional.of("cat")))));
  }

  ModelManager manager() {
    return manager;
  }

  void settle(DesiredModel... updates) throws InterruptedException {
    List.of(updates).forEach(manager::submit);
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
  }

  List<String> serving() {
    ServingSet set = manager.lease();
    try {
      return set.versions().stream().map(ModelVersion::display).toList();
    } finally {
      set.release();
    }
  }

  /** A set serves a moment before the intake is told. */
  void awaitResumed() throws InterruptedException {
    await(() -> intake.contains("resume"));
    assertThat(intake).containsExactly("pause", "resume");
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("it took too long").isNegative();
      Thread.sleep(2);
    }
  }

  /** Sees that everything was closed exactly once, and never under a run. */
  @Override
  public void close() throws InterruptedException {
    manager.close();
    await(() -> open() == 0);
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
    assertThat(loader.loaded()).noneMatch(FakeServable::closedWhileRunning);
  }
}

package io.hubstream.serving.tensorflow;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.batching.InferenceResult;
import io.hubstream.batching.RowSink;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManager;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Phase;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.serving.ServingSet;
import io.hubstream.testing.RecordingListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/**
 * Swaps two versions of a model again and again while threads run rows through the batch scheduler,
 * as stream tasks do. Each result is held against what the version on its stamp gives on the CPU.
 *
 * <p>Owner thread: the test's. Close ends all threads.
 */
final class SwapsUnderLoad implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<Integer> SIZES = List.of(1, 4, 16);
  private static final int HAMMERS = 4;

  private final List<ModelInput> inputs;
  private final Map<ModelVersion, List<ModelOutput>> expected;
  private final List<DesiredVersion> versions;
  private final RecordingListener listener = new RecordingListener();
  private final Queue<String> problems = new ConcurrentLinkedQueue<>();
  private final Map<ModelVersion, AtomicLong> results = new ConcurrentHashMap<>();
  private final AtomicBoolean done = new AtomicBoolean();

  /** Hammers hold it shared; who holds it alone has nothing running. */
  private final ReentrantReadWriteLock running = new ReentrantReadWriteLock(true);

  private final List<Thread> hammers = new ArrayList<>();
  private final ModelManager manager;
  private final BatchScheduler scheduler;
  private long offset;

  /**
   * @param artifacts two versions of one model
   * @param expected what each version gives for each input
   */
  record Plan(
      List<ModelArtifact> artifacts,
      List<ModelInput> inputs,
      Map<ModelVersion, List<ModelOutput>> expected) {}

  /** Two versions of a model that convolves, and what they give on the CPU. */
  static Plan plan(TestedModels models, Path temp) throws Exception {
    TensorFlowLoader cpu = new TensorFlowLoader(Gpu.ON_THE_CPU);
    List<ModelArtifact> artifacts = models.convolutions();
    List<ModelInput> inputs =
        new TestInputs(temp.resolve("content"))
            .of(artifacts.get(0).manifest().input().preprocessing());
    Map<ModelVersion, List<ModelOutput>> expected = new HashMap<>();
    for (ModelArtifact artifact : artifacts) {
      try (Servable servable = cpu.load(artifact)) {
        expected.put(artifact.version(), SameResults.run(servable, inputs, 1));
      }
    }
    return new Plan(artifacts, inputs, expected);
  }

  /**
   * How much the last samples lie above those after the first swaps. Each version is compared with
   * itself, because the two need not be of a size.
   *
   * @param settled swaps at the beginning that are left out
   */
  static long growth(List<Long> samples, int settled) {
    long largest = Long.MIN_VALUE;
    for (int version = 0; version < 2; version++) {
      long first = samples.get(settled + version);
      long last = samples.get(samples.size() - 2 + version);
      largest = Math.max(largest, last - first);
    }
    return largest;
  }

  /**
   * @param loader of the device under test
   */
  SwapsUnderLoad(ServableLoader loader, Plan plan) {
    List<ModelArtifact> artifacts = plan.artifacts();
    this.inputs = plan.inputs();
    this.expected = plan.expected();
    this.versions =
        artifacts.stream()
            .map(one -> new DesiredVersion(one.version(), one.folder().toUri(), ""))
            .toList();
    this.manager =
        new ModelManager(
            wanted -> () -> artifact(artifacts, wanted.version()),
            loader,
            listener,
            ServingMetrics.NONE,
            new ModelManagerSettings(
                SIZES,
                Duration.ZERO,
                new ModelManagerSettings.Retry(1, Duration.ZERO, Duration.ZERO),
                SOON,
                Clock.systemUTC()));
    this.scheduler =
        new BatchScheduler(
            new BatchPolicy(SIZES, Duration.ofMillis(1)), 2, SOON, BatchMetrics.NONE);
  }

  private static ModelArtifact artifact(List<ModelArtifact> artifacts, ModelVersion version) {
    return artifacts.stream()
        .filter(one -> one.version().equals(version))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Activates the versions in turn, each of them while rows run, and takes a sample when nothing
   * runs and the replaced version is unloaded.
   *
   * @param sample what to measure after each swap
   * @return one sample for each swap
   */
  List<Long> swap(int swaps, LongSupplier sample) throws InterruptedException {
    activate(0);
    startHammers();
    List<Long> samples = new ArrayList<>();
    for (int swap = 1; swap <= swaps; swap++) {
      ModelVersion before = versions.get((swap - 1) % 2).version();
      ModelVersion now = versions.get(swap % 2).version();
      awaitResults(before);
      activate(swap % 2);
      awaitResults(now);
      awaitUnloaded(swap);
      samples.add(whileNothingRuns(sample));
    }
    return samples;
  }

  /** Results so far, by version. */
  Map<ModelVersion, AtomicLong> results() {
    return results;
  }

  /** Results that were wrong or missing; empty as it should be. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  private void activate(int index) throws InterruptedException {
    DesiredVersion wanted = versions.get(index);
    manager.submit(
        new DesiredModel(
            wanted.version().model(),
            Optional.of(wanted),
            Optional.empty(),
            false,
            "tester",
            "swap",
            offset++));
    if (!manager.awaitInitialLoad(SOON)) {
      throw new AssertionError(wanted.version().display() + " does not serve: " + listener.steps());
    }
  }

  /** Some more results of a version, so that each swap happens while rows run. */
  private void awaitResults(ModelVersion version) throws InterruptedException {
    long enough = count(version).get() + 2L * HAMMERS;
    await(() -> count(version).get() >= enough || !problems.isEmpty(), "results of " + version);
  }

  private void awaitUnloaded(int swaps) throws InterruptedException {
    await(() -> listener.of(Phase.UNLOADED).size() >= swaps, swaps + " versions unloaded");
  }

  private void await(java.util.function.BooleanSupplier condition, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no %s in time: %s".formatted(what, listener.steps()));
      }
      Thread.sleep(2);
    }
  }

  private long whileNothingRuns(LongSupplier sample) {
    running.writeLock().lock();
    try {
      return sample.getAsLong();
    } finally {
      running.writeLock().unlock();
    }
  }

  private AtomicLong count(ModelVersion version) {
    return results.computeIfAbsent(version, key -> new AtomicLong());
  }

  private void startHammers() {
    for (int i = 0; i < HAMMERS; i++) {
      int first = i;
      Thread hammer = new Thread(() -> hammer(first), "hammer-" + i);
      hammer.setDaemon(true);
      hammer.start();
      hammers.add(hammer);
    }
  }

  private void hammer(int first) {
    for (int i = first; !done.get(); i++) {
      int from = i * 3 % inputs.size();
      List<Integer> rows = List.of(from, (from + 1) % inputs.size(), (from + 5) % inputs.size());
      running.readLock().lock();
      try {
        run(rows);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        running.readLock().unlock();
      }
    }
  }

  private void run(List<Integer> rows) throws InterruptedException {
    ServingSet set = manager.lease();
    try {
      Servable servable = set.servables().iterator().next();
      Checked sink = new Checked(servable.spec().version(), rows);
      scheduler.submit(servable, rows.stream().map(inputs::get).toList(), sink, 0);
      if (!sink.heard.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
        problems.add("no result of " + servable.spec().version().display());
      }
    } finally {
      set.release();
    }
  }

  /** Holds each row against what its version gives. */
  private final class Checked implements RowSink {
    private final ModelVersion version;
    private final List<Integer> rows;
    private final CountDownLatch heard;

    Checked(ModelVersion version, List<Integer> rows) {
      this.version = version;
      this.rows = rows;
      this.heard = new CountDownLatch(rows.size());
    }

    @Override
    public void succeeded(int slot, InferenceResult result) {
      ModelOutput wanted = expected.get(version).get(rows.get(slot));
      float difference = SameResults.difference(wanted, result.output());
      if (!(difference <= SameResults.TOLERANCE)) {
        problems.add(
            "%s, input %d differs by %s".formatted(version.display(), rows.get(slot), difference));
      }
      count(version).incrementAndGet();
      heard.countDown();
    }

    @Override
    public void failed(int slot, Throwable error) {
      problems.add(version.display() + " failed: " + error);
      heard.countDown();
    }
  }

  @Override
  public void close() throws InterruptedException {
    done.set(true);
    for (Thread hammer : hammers) {
      hammer.join(SOON.toMillis());
    }
    scheduler.close();
    manager.close();
  }
}

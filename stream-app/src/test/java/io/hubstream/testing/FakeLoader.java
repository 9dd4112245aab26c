package io.hubstream.testing;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads {@link FakeServable}s, keeps them for the test, and blocks or fails where told to. */
public final class FakeLoader implements ServableLoader {

  /** A load that waits in the middle. */
  public static final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Waits until the load is in the gate. */
    public void awaitReached() throws InterruptedException {
      if (!reached.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("nothing was loaded through this gate");
      }
    }

    /** Lets the load go on. */
    public void open() {
      open.countDown();
    }

    private void pass() {
      reached.countDown();
      boolean interrupted = false;
      while (open.getCount() > 0) {
        try {
          open.await();
        } catch (InterruptedException e) {
          // As TensorFlow: a load can't be interrupted.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Map<ModelVersion, Gate> gates = new ConcurrentHashMap<>();
  private final Map<ModelVersion, String> refusals = new ConcurrentHashMap<>();
  private final Map<ModelVersion, String> objections = new ConcurrentHashMap<>();
  private final Map<ModelVersion, FakeServable.Run> behaviours = new ConcurrentHashMap<>();
  private volatile FakeServable.@Nullable Run usual;
  private final List<FakeServable> loaded = new CopyOnWriteArrayList<>();
  private volatile Function<ModelVersion, ModelSpec> specs = Versions::imageSpec;

  /** From now on loaded models have this spec. */
  public FakeLoader specs(Function<ModelVersion, ModelSpec> specs) {
    this.specs = specs;
    return this;
  }

  /** The load of this version blocks until the gate is opened. */
  public Gate gate(ModelVersion version) {
    Gate gate = new Gate();
    gates.put(version, gate);
    return gate;
  }

  /** The load of this version fails. */
  public void refuse(ModelVersion version, String reason) {
    refusals.put(version, reason);
  }

  /** Runs of every version that was not told otherwise, warm-up included, behave so. */
  public FakeLoader behave(FakeServable.Run run) {
    usual = run;
    return this;
  }

  /** Runs of this version, warm-up included, behave so. */
  public void behave(ModelVersion version, FakeServable.Run run) {
    behaviours.put(version, run);
  }

  /** Runs of this version, warm-up included, wait until the gate is opened. */
  public Gate hang(ModelVersion version) {
    Gate gate = new Gate();
    behave(
        version,
        (inputs, size) -> {
          gate.pass();
          return new FakeServable(specs.apply(version)).plain(inputs);
        });
    return gate;
  }

  /** This version is refused before it is loaded. */
  public void object(ModelVersion version, String reason) {
    objections.put(version, reason);
  }

  @Override
  public Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    String objection = objections.get(artifact.version());
    if (objection != null) {
      throw new ModelRefusedException(objection);
    }
    return Optional.of("examined by the fake");
  }

  @Override
  public Servable load(ModelArtifact artifact) throws ModelRefusedException {
    ModelVersion version = artifact.version();
    Gate gate = gates.get(version);
    if (gate != null) {
      gate.pass();
    }
    String refusal = refusals.get(version);
    if (refusal != null) {
      throw new ModelRefusedException(refusal);
    }
    FakeServable servable = new FakeServable(specs.apply(version));
    FakeServable.Run run = behaviours.getOrDefault(version, usual);
    if (run != null) {
      servable.behaving(run);
    }
    loaded.add(servable);
    return servable;
  }

  /** Every servable ever loaded, in order. */
  public List<FakeServable> loaded() {
    return List.copyOf(loaded);
  }

  /** The last one loaded of a version. */
  public FakeServable loaded(ModelVersion version) {
    return loaded.stream()
        .filter(servable -> servable.spec().version().equals(version))
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError(version.display() + " was not loaded"));
  }
}

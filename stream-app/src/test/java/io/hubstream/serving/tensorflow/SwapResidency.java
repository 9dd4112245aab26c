package io.hubstream.serving.tensorflow;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Intake;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManager;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelManifest.Lineage;
import io.hubstream.serving.Phase;
import io.hubstream.serving.Probations;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.Swapping;
import io.hubstream.serving.memory.MachineMemory;
import io.hubstream.serving.memory.MemoryAdmission;
import io.hubstream.serving.memory.MemoryLimits;
import io.hubstream.starter.ProgressListener;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
import io.hubstream.testing.RecordingListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Swaps versions of the starter models in a process of its own, and prints what memory the process
 * holds after each swap. Each version runs some batches before it is replaced.
 */
final class SwapResidency {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final List<Integer> SIZES = List.of(1, 8);
  private static final int RUNS = 4;

  private final List<ModelArtifact> artifacts;
  private final Map<String, List<ModelInput>> inputs = new HashMap<>();
  private final RecordingListener listener = new RecordingListener();
  private final MachineMemory machine = new MachineMemory(OptionalLong::empty);
  private final ModelManager manager;
  private long offset;

  private SwapResidency(List<ModelArtifact> artifacts, Path work) throws Exception {
    this.artifacts = artifacts;
    TestInputs content = new TestInputs(work.resolve("content"));
    for (ModelArtifact artifact : artifacts) {
      List<ModelInput> all = content.of(artifact.manifest().input().preprocessing());
      inputs.put(artifact.version().model(), all.subList(0, 8));
    }
    this.manager =
        new ModelManager(
            wanted -> () -> artifact(wanted),
            new TensorFlowLoader(Gpu.ON_THE_CPU),
            ModelManager.Policies.lenient(
                new Swapping(
                    new MemoryAdmission(MemoryLimits.NONE, machine),
                    Intake.NONE,
                    SOON,
                    Probations.off())),
            listener,
            ServingMetrics.NONE,
            new ModelManagerSettings(
                SIZES,
                Duration.ZERO,
                new ModelManagerSettings.Retry(1, Duration.ZERO, Duration.ZERO),
                SOON,
                Clock.systemUTC()));
  }

  /** Arguments: a folder to work in, and the number of swaps. */
  public static void main(String[] args) throws Exception {
    Path work = Path.of(args[0]);
    SwapResidency swaps = new SwapResidency(packaged(work.resolve("models")), work);
    swaps.run(Integer.parseInt(args[1]));
    swaps.manager.close();
  }

  private static List<ModelArtifact> packaged(Path root) throws Exception {
    ModelPackager packager = new ModelPackager(new SavedModelInspector());
    List<ModelArtifact> artifacts = new ArrayList<>();
    for (StarterModel model : StarterModels.buildInto(root, ProgressListener.NONE)) {
      PackagedModel packaged =
          packager.pack(
              new PackageRequest(
                  model.folder(),
                  model.name(),
                  Integer.toString(model.version()),
                  "tests",
                  new Lineage("made by the test", "", ""),
                  Optional.empty(),
                  ManifestHints.NONE,
                  Instant.EPOCH));
      artifacts.add(new ModelArtifact(packaged.version(), model.folder(), packaged.manifest()));
    }
    artifacts.sort(
        Comparator.comparing((ModelArtifact a) -> a.version().version())
            .thenComparing(a -> a.version().model()));
    return artifacts;
  }

  private ModelArtifact artifact(DesiredVersion wanted) {
    return artifacts.stream()
        .filter(one -> one.version().equals(wanted.version()))
        .findFirst()
        .orElseThrow();
  }

  /** Image 1, text 1, image 2, text 2, image 1 and so on: from the third on each is a swap. */
  private void run(int swaps) throws Exception {
    for (int step = 0; step < swaps + 2; step++) {
      ModelArtifact next = artifacts.get(step % artifacts.size());
      activate(next);
      runRows(next.version().model());
      if (step >= 2) {
        awaitUnloaded(step - 1);
        System.out.printf("swap %d resident %d%n", step - 1, machine.read().resident() >> 10);
      }
    }
  }

  private void activate(ModelArtifact artifact) throws InterruptedException {
    manager.submit(
        new DesiredModel(
            artifact.version().model(),
            Optional.of(new DesiredVersion(artifact.version(), artifact.folder().toUri(), "")),
            Optional.empty(),
            false,
            "test",
            "swap",
            offset++));
    if (!manager.awaitInitialLoad(SOON)) {
      throw new AssertionError("does not serve: " + listener.steps());
    }
  }

  private void runRows(String model) throws Exception {
    ServingSet set = manager.lease();
    try {
      Servable servable = set.servable(model).orElseThrow();
      for (int i = 0; i < RUNS; i++) {
        servable.run(inputs.get(model), 8);
      }
    } finally {
      set.release();
    }
  }

  private void awaitUnloaded(int versions) throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (listener.of(Phase.UNLOADED).size() < versions) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not unloaded: " + listener.steps());
      }
      Thread.sleep(2);
    }
  }
}

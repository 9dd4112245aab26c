package io.hubstream.publishing;

import io.hubstream.artifacts.VersionFolder;
import io.hubstream.serving.Agreement;
import io.hubstream.serving.BatchLatency;
import io.hubstream.serving.BoundedServable;
import io.hubstream.serving.Gate;
import io.hubstream.serving.GateFindings;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Replacement;
import io.hubstream.serving.Servable;
import io.hubstream.serving.WarmUp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Holds a packaged candidate against the gate of the service, and against another version on a
 * person's content, without Kafka.
 *
 * <p>Owner thread: the caller's. The runtime belongs to the caller.
 */
public final class OfflineGate {
  private final OfflineRuntime runtime;

  /**
   * What to compare.
   *
   * @param candidate a packaged version folder
   * @param against another one; empty for none
   * @param content files that both are run on; may be empty
   * @param breaking whether a break is declared
   * @param latencyBudget longest median time of a full batch; empty for no limit
   */
  public record Trial(
      Path candidate,
      Optional<Path> against,
      List<ContentFiles.Named> content,
      boolean breaking,
      Optional<Duration> latencyBudget) {
    public Trial {
      content = List.copyOf(content);
    }
  }

  public OfflineGate(OfflineRuntime runtime) {
    this.runtime = runtime;
  }

  /**
   * @throws ModelRefusedException a folder is not what its manifest says, or cannot be loaded, or
   *     loading or examining it takes too long; of {@code against} also when it fails its warm-up
   */
  public OfflineReport examine(Trial trial)
      throws ModelRefusedException, IOException, InterruptedException {
    ModelArtifact candidate = VersionFolder.open(trial.candidate());
    if (trial.against().isEmpty()) {
      try (BoundedServable held = runtime.load(candidate)) {
        return examine(trial, candidate, held, Optional.empty());
      }
    }
    ModelArtifact against = VersionFolder.open(trial.against().get());
    try (BoundedServable other = runtime.load(against)) {
      warm(against, other);
      try (BoundedServable held = runtime.load(candidate)) {
        return examine(trial, candidate, held, Optional.of(other.servable()));
      }
    }
  }

  private void warm(ModelArtifact artifact, BoundedServable held)
      throws ModelRefusedException, IOException {
    held.look(
        "warm-up",
        servable -> {
          WarmUp.run(servable, runtime.batchSizes());
          return servable.replayRecorded(artifact);
        });
  }

  private OfflineReport examine(
      Trial trial, ModelArtifact artifact, BoundedServable held, Optional<Servable> other)
      throws ModelRefusedException, IOException, InterruptedException {
    try {
      warm(artifact, held);
    } catch (ModelRefusedException e) {
      return new OfflineReport(
          artifact.version(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(e.reason()),
          List.of());
    }
    Gate gate =
        new Gate(runtime.decoder(), new Gate.Limits(runtime.batchSizes(), trial.latencyBudget()));
    Optional<ModelSpec> replaced = other.map(Servable::spec);
    Replacement replacement = new Replacement(replaced, trial.breaking());
    GateFindings report =
        held.look(
            "look of the gate",
            servable -> gate.examine(artifact, servable, replacement, BatchLatency.RUNS));
    Servable candidate = held.servable();
    ContentComparison comparison = new ContentComparison(runtime);
    ContentComparison.Found found =
        other.isPresent()
            ? comparison.run(trial.content(), candidate, other.get())
            : comparison.run(trial.content(), candidate);
    Optional<OfflineReport.Versus> versus = Optional.empty();
    if (other.isPresent()) {
      versus = Optional.of(versus(other.get(), found.agreement()));
    }
    return new OfflineReport(
        artifact.version(), versus, Optional.of(report), Optional.empty(), found.failures());
  }

  private OfflineReport.Versus versus(Servable other, Optional<Agreement> agreement)
      throws ModelRefusedException {
    int full = runtime.fullBatch();
    try {
      return new OfflineReport.Versus(
          other.spec().version(), BatchLatency.of(other, full, BatchLatency.RUNS), agreement);
    } catch (InferenceException e) {
      throw new ModelRefusedException(
          "%s fails on a batch of %d: %s"
              .formatted(other.spec().version().display(), full, e.getMessage()),
          e);
    }
  }
}

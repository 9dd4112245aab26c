package io.hubstream.publishing;

import io.hubstream.artifacts.VersionFolder;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.Agreement;
import io.hubstream.serving.BatchLatency;
import io.hubstream.serving.Gate;
import io.hubstream.serving.GateFindings;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Replacement;
import io.hubstream.serving.SampleDecoder;
import io.hubstream.serving.SampleRun;
import io.hubstream.serving.Servable;
import io.hubstream.serving.WarmUp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
   * @throws ModelRefusedException a folder is not what its manifest says, or cannot be loaded; of
   *     {@code against} also when it fails its warm-up
   */
  public OfflineReport examine(Trial trial)
      throws ModelRefusedException, IOException, InterruptedException {
    ModelArtifact candidate = VersionFolder.open(trial.candidate());
    if (trial.against().isEmpty()) {
      try (Servable servable = runtime.load(candidate)) {
        return examine(trial, candidate, servable, Optional.empty());
      }
    }
    ModelArtifact against = VersionFolder.open(trial.against().get());
    try (Servable other = runtime.load(against)) {
      warm(against, other);
      try (Servable servable = runtime.load(candidate)) {
        return examine(trial, candidate, servable, Optional.of(other));
      }
    }
  }

  private static int warm(ModelArtifact artifact, Servable servable) throws ModelRefusedException {
    WarmUp.run(servable, OfflineRuntime.BATCH_SIZES);
    return servable.replayRecorded(artifact);
  }

  private OfflineReport examine(
      Trial trial, ModelArtifact artifact, Servable candidate, Optional<Servable> other)
      throws ModelRefusedException, IOException, InterruptedException {
    try {
      warm(artifact, candidate);
    } catch (ModelRefusedException e) {
      return new OfflineReport(
          artifact.version(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(e.reason()),
          List.of());
    }
    Gate gate =
        new Gate(
            runtime.decoder(), new Gate.Limits(OfflineRuntime.BATCH_SIZES, trial.latencyBudget()));
    Optional<ModelSpec> replaced = other.map(Servable::spec);
    GateFindings report =
        gate.examine(
            artifact, candidate, new Replacement(replaced, trial.breaking()), BatchLatency.RUNS);
    List<OfflineReport.Failure> failures = new ArrayList<>();
    Optional<OfflineReport.Versus> versus = Optional.empty();
    if (other.isPresent()) {
      Agreement.Tally tally = new Agreement.Tally(candidate.spec(), other.get().spec());
      compare(trial.content(), candidate, other, Optional.of(tally), failures);
      versus = Optional.of(versus(other.get(), tally.agreement()));
    } else {
      compare(trial.content(), candidate, other, Optional.empty(), failures);
    }
    return new OfflineReport(
        artifact.version(), versus, Optional.of(report), Optional.empty(), failures);
  }

  private static OfflineReport.Versus versus(Servable other, Agreement agreement)
      throws ModelRefusedException {
    int full = OfflineRuntime.BATCH_SIZES.get(OfflineRuntime.BATCH_SIZES.size() - 1);
    try {
      return new OfflineReport.Versus(
          other.spec().version(),
          BatchLatency.of(other, full, BatchLatency.RUNS),
          Optional.of(agreement).filter(found -> found.files() > 0));
    } catch (InferenceException e) {
      throw new ModelRefusedException(
          "%s fails on a batch of %d: %s"
              .formatted(other.spec().version().display(), full, e.getMessage()),
          e);
    }
  }

  private void compare(
      List<ContentFiles.Named> content,
      Servable candidate,
      Optional<Servable> other,
      Optional<Agreement.Tally> tally,
      List<OfflineReport.Failure> failures)
      throws IOException, InterruptedException {
    for (ContentFiles.Named file : content) {
      SampleDecoder.Item item = runtime.item(file);
      Outcome byCandidate = run(item, candidate);
      Outcome byOther = other.isPresent() ? run(item, other.get()) : byCandidate;
      if (byCandidate.output().isEmpty()) {
        boolean alone = byOther.output().isPresent() || byCandidate.modelToBlame();
        failures.add(new OfflineReport.Failure(file.name(), byCandidate.reason(), alone));
      } else if (byOther.output().isEmpty()) {
        failures.add(new OfflineReport.Failure(file.name(), byOther.reason(), false));
      } else {
        tally.ifPresent(
            counted ->
                counted.add(file.name(), byCandidate.output().get(), byOther.output().get()));
      }
    }
  }

  /**
   * What a version made of an item.
   *
   * @param modelToBlame whether it decoded well and the model failed
   */
  private record Outcome(Optional<ModelOutput> output, String reason, boolean modelToBlame) {
    static Outcome failed(Servable servable, String reason, boolean modelToBlame) {
      return new Outcome(
          Optional.empty(), servable.spec().version().display() + ": " + reason, modelToBlame);
    }
  }

  private Outcome run(SampleDecoder.Item item, Servable servable)
      throws IOException, InterruptedException {
    try {
      List<ModelInput> rows = runtime.decoder().decode(item, servable.spec().preprocessing());
      ModelOutput output = SampleRun.of(servable, rows, OfflineRuntime.BATCH_SIZES);
      return SampleRun.isFinite(output)
          ? new Outcome(Optional.of(output), "", false)
          : Outcome.failed(servable, "it gave NaN or infinite values", true);
    } catch (BadRecordException e) {
      return Outcome.failed(servable, e.kind() + ": " + e.getMessage(), false);
    } catch (InferenceException e) {
      return Outcome.failed(servable, "its run failed: " + e.getMessage(), true);
    }
  }
}

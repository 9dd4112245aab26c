package io.hubstream.publishing;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.Agreement;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.SampleDecoder;
import io.hubstream.serving.SampleRun;
import io.hubstream.serving.Servable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a person's content through a candidate, and through another version where there is one.
 *
 * <p>Owner thread: the caller's. The runtime belongs to the caller.
 */
final class ContentComparison {
  private final OfflineRuntime runtime;

  /**
   * What came of it.
   *
   * @param agreement empty when there was no content that both took
   * @param failures content that a version could not take
   */
  record Found(Optional<Agreement> agreement, List<OfflineReport.Failure> failures) {
    Found {
      failures = List.copyOf(failures);
    }
  }

  ContentComparison(OfflineRuntime runtime) {
    this.runtime = runtime;
  }

  /** The candidate alone. */
  Found run(List<ContentFiles.Named> content, Servable candidate)
      throws IOException, InterruptedException {
    List<OfflineReport.Failure> failures = new ArrayList<>();
    for (ContentFiles.Named file : content) {
      Outcome outcome = run(runtime.item(file), candidate);
      if (outcome.output().isEmpty()) {
        failures.add(
            new OfflineReport.Failure(file.name(), outcome.reason(), outcome.modelToBlame()));
      }
    }
    return new Found(Optional.empty(), failures);
  }

  /** Both. */
  Found run(List<ContentFiles.Named> content, Servable candidate, Servable other)
      throws IOException, InterruptedException {
    List<OfflineReport.Failure> failures = new ArrayList<>();
    Agreement.Tally tally = new Agreement.Tally(candidate.spec(), other.spec());
    for (ContentFiles.Named file : content) {
      SampleDecoder.Item item = runtime.item(file);
      Outcome byCandidate = run(item, candidate);
      Outcome byOther = run(item, other);
      if (byCandidate.output().isEmpty()) {
        boolean alone = byOther.output().isPresent() || byCandidate.modelToBlame();
        failures.add(new OfflineReport.Failure(file.name(), byCandidate.reason(), alone));
      } else if (byOther.output().isEmpty()) {
        failures.add(new OfflineReport.Failure(file.name(), byOther.reason(), false));
      } else {
        tally.add(file.name(), byCandidate.output().get(), byOther.output().get());
      }
    }
    Optional<Agreement> agreement =
        Optional.of(tally.agreement()).filter(found -> found.files() > 0);
    return new Found(agreement, failures);
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
      ModelOutput output = SampleRun.of(servable, rows, runtime.batchSizes());
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

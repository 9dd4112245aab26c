package io.hubstream.serving;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ModelInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the values of a warm version before it may serve: its golden samples, what its
 * predecessor's consumers rely on, NaN and infinity, and how long a full batch takes.
 *
 * <p>Owner thread: none; safe for any thread. It blocks for as long as the model runs.
 */
public final class Gate {
  private final SampleDecoder decoder;
  private final Limits limits;

  /**
   * @param batchSizes padded sizes that the model is run with, ascending
   * @param latencyBudget longest median time of a full batch; empty for no limit
   */
  public record Limits(List<Integer> batchSizes, Optional<Duration> latencyBudget) {
    public Limits {
      batchSizes = List.copyOf(batchSizes);
    }

    private int fullBatch() {
      return batchSizes.get(batchSizes.size() - 1);
    }
  }

  /** How a full batch of made-up rows went. */
  private record FullBatch(Optional<BatchLatency> latency, Optional<String> problem) {}

  public Gate(SampleDecoder decoder, Limits limits) {
    this.decoder = decoder;
    this.limits = limits;
  }

  /**
   * Looks at everything, also after something was found.
   *
   * @param latencyRuns full batches to measure, at least 1
   * @throws IOException a sample can't be read or decoded now
   */
  public GateFindings examine(
      ModelArtifact artifact, Servable servable, Replacement replacement, int latencyRuns)
      throws IOException {
    List<GoldenResult> golden = new ArrayList<>();
    for (GoldenSample sample : artifact.manifest().golden()) {
      golden.add(examine(sample, artifact.folder(), servable));
    }
    FullBatch batch = fullBatch(servable, latencyRuns);
    return new GateFindings(
        golden,
        replacement.breaks(servable.spec()),
        replacement.breaking(),
        batch.problem(),
        batch.latency(),
        limits.latencyBudget());
  }

  private FullBatch fullBatch(Servable servable, int runs) {
    int rows = limits.fullBatch();
    try {
      BatchLatency.Measured measured = BatchLatency.measure(servable, rows, runs);
      return new FullBatch(
          Optional.of(measured.latency()),
          measured.wasFinite()
              ? Optional.empty()
              : Optional.of(
                  "a batch of %d made-up rows gave NaN or infinite values".formatted(rows)));
    } catch (InferenceException e) {
      return new FullBatch(
          Optional.empty(),
          Optional.of("a batch of %d failed (%s): %s".formatted(rows, e.kind(), e.getMessage())));
    }
  }

  /**
   * Lets a version through, or not.
   *
   * @throws ModelRefusedException it does not pass; the reason has the figures
   * @throws IOException a sample can't be read or decoded now
   */
  GateFindings pass(ModelArtifact artifact, Servable servable, Replacement replacement)
      throws ModelRefusedException, IOException {
    int runs = limits.latencyBudget().isPresent() ? BatchLatency.RUNS : 1;
    GateFindings report = examine(artifact, servable, replacement, runs);
    List<String> refusals = report.refusals();
    if (!refusals.isEmpty()) {
      throw new ModelRefusedException(String.join("; ", refusals));
    }
    return report;
  }

  /**
   * Lets a version back that served before: it is neither compared with anything nor held to the
   * latency budget again, because records wait for it.
   *
   * @return what was found, in one line
   * @throws ModelRefusedException a full batch fails, or gives NaN or infinity
   */
  String passAgain(Servable servable) throws ModelRefusedException {
    FullBatch batch = fullBatch(servable, 1);
    if (batch.problem().isPresent()) {
      throw new ModelRefusedException(batch.problem().get());
    }
    BatchLatency latency = batch.latency().orElseThrow();
    return "it served before, so it was compared with nothing: a batch of %d in %s ms"
        .formatted(latency.rows(), BatchLatency.millis(latency.median()));
  }

  private GoldenResult examine(GoldenSample sample, Path folder, Servable servable)
      throws IOException {
    Path file = folder.resolve(sample.file());
    try {
      SampleDecoder.Item item =
          new SampleDecoder.Item(
              String.valueOf(file.getFileName()),
              sample.mediaType(),
              ByteBuffer.wrap(Files.readAllBytes(file)));
      List<ModelInput> rows = decoder.decode(item, servable.spec().preprocessing());
      ModelOutput output = SampleRun.of(servable, rows, limits.batchSizes());
      return GoldenResult.compare(sample, output, SampleRun.topLabel(servable.spec(), output));
    } catch (BadRecordException e) {
      return GoldenResult.failed(
          sample, "it cannot be decoded (%s): %s".formatted(e.kind(), e.getMessage()));
    } catch (InferenceException e) {
      return GoldenResult.failed(
          sample, "its run failed (%s): %s".formatted(e.kind(), e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted at golden sample '" + sample.file() + "'");
    }
  }
}

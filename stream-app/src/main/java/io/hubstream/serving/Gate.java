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
    Optional<BatchLatency> latency = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      BatchLatency.Measured measured =
          BatchLatency.measure(servable, limits.fullBatch(), latencyRuns);
      latency = Optional.of(measured.latency());
      if (!measured.wasFinite()) {
        problem =
            Optional.of(
                "a batch of %d made-up rows gave NaN or infinite values"
                    .formatted(limits.fullBatch()));
      }
    } catch (InferenceException e) {
      problem =
          Optional.of(
              "a batch of %d failed (%s): %s"
                  .formatted(limits.fullBatch(), e.kind(), e.getMessage()));
    }
    return new GateFindings(
        golden,
        replacement.breaks(servable.spec()),
        replacement.breaking(),
        problem,
        latency,
        limits.latencyBudget());
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

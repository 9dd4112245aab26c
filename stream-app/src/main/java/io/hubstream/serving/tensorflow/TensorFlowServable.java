package io.hubstream.serving.tensorflow;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;

/**
 * A loaded SavedModel.
 *
 * <p>Owner thread: none; any thread may run it, several at a time. Close waits for the runs under
 * way and frees the session; it is idempotent. GPU memory goes back to TensorFlow's pool, not to
 * the device.
 */
final class TensorFlowServable implements Servable {
  private final SavedModelBundle bundle;
  private final ModelRunner runner;
  private final ModelSpec spec;
  private final Fetches fetches;
  private final String device;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What every run fetches. */
  record Fetches(Optional<Output<?>> embedding, Optional<Output<?>> scores, ScoreForm form) {
    List<Output<?>> all() {
      List<Output<?>> all = new ArrayList<>();
      embedding.ifPresent(all::add);
      scores.ifPresent(all::add);
      return all;
    }
  }

  TensorFlowServable(
      SavedModelBundle bundle, ModelRunner runner, ModelSpec spec, Fetches fetches, String device) {
    this.bundle = bundle;
    this.runner = runner;
    this.spec = spec;
    this.fetches = fetches;
    this.device = device;
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) throws InferenceException {
    if (inputs.isEmpty() || paddedSize < inputs.size()) {
      throw new IllegalArgumentException(
          "%d rows cannot be padded to %d".formatted(inputs.size(), paddedSize));
    }
    List<ModelRunner.Rows> rows;
    try {
      rows = runner.run(inputs, paddedSize, fetches.all());
    } catch (RuntimeException | OutOfMemoryError e) {
      throw TensorFlowErrors.inference(spec.version(), e);
    }
    List<ModelOutput> outputs = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      outputs.add(output(rows, i));
    }
    return outputs;
  }

  private ModelOutput output(List<ModelRunner.Rows> rows, int index) {
    Optional<float[]> embedding = fetches.embedding().map(output -> rows.get(0).row(index));
    Optional<float[]> scores =
        spec.classification()
            .map(
                classification ->
                    Scores.probabilities(
                        rows.get(rows.size() - 1).row(index),
                        fetches.form(),
                        classification.labels().size()));
    return new ModelOutput(embedding, scores);
  }

  @Override
  public int replayRecorded(ModelArtifact artifact) throws ModelRefusedException {
    return RecordedWarmUp.replay(artifact, bundle);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bundle.close();
    }
  }
}

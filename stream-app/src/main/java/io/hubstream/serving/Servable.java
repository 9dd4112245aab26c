package io.hubstream.serving;

import io.hubstream.content.ModelInput;
import java.util.List;

/**
 * One loaded version of a model. Safe for concurrent runs. Whoever closes it must know that no run
 * is under way: {@link ServingSet} counts the leases.
 */
public interface Servable extends AutoCloseable {

  ModelSpec spec();

  /** Where it runs, for instance {@code cpu} or {@code gpu:0}. */
  String device();

  /**
   * Runs a batch; all outputs of the model are fetched in one run.
   *
   * @param inputs one or more rows, of the kind that the spec's preprocessing makes
   * @param paddedSize rows to run in all, at least {@code inputs.size()}; the rest is padding
   * @return one output for each input, in order
   * @throws InferenceException saying whether the input, the memory or the device is to blame
   */
  List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) throws InferenceException;

  /**
   * Replays the warm-up requests that the version folder brings, as TensorFlow Serving does ({@code
   * assets.extra/tf_serving_warmup_requests}).
   *
   * @return how many there were
   * @throws ModelRefusedException the file is damaged, or a request does not fit or fails
   */
  default int replayRecorded(ModelArtifact artifact) throws ModelRefusedException {
    return 0;
  }

  @Override
  void close();
}

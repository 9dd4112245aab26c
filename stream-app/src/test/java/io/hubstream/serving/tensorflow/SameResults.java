package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether two servables give the same. A difference counts against the largest value of its row, or
 * against 1 where all are smaller: embeddings have no fixed scale, probabilities have.
 */
final class SameResults {
  /** What results on a GPU may differ from those on the CPU. */
  static final float TOLERANCE = 1e-3f;

  private SameResults() {}

  /**
   * Runs the inputs through both in batches of each size, and fails where a result differs.
   *
   * @param sizes batch sizes; the last batch of each is padded
   * @return the largest difference
   */
  static float requireSame(
      Servable expected, Servable actual, List<ModelInput> inputs, List<Integer> sizes)
      throws InferenceException {
    List<ModelOutput> wanted = run(expected, inputs, 1);
    requireThatInputsMatter(wanted);
    float largest = 0;
    for (int size : sizes) {
      List<ModelOutput> given = run(actual, inputs, size);
      for (int i = 0; i < inputs.size(); i++) {
        float difference = difference(wanted.get(i), given.get(i));
        assertThat(difference)
            .as("%s, input %d, batches of %d", actual.spec().version().display(), i, size)
            .isLessThanOrEqualTo(TOLERANCE);
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  /** Without differences between inputs, rows that were mixed up would not be found. */
  private static void requireThatInputsMatter(List<ModelOutput> outputs) {
    float spread = 0;
    for (ModelOutput output : outputs) {
      spread = Math.max(spread, difference(outputs.get(0), output));
    }
    assertThat(spread).as("difference between inputs").isGreaterThan(10 * TOLERANCE);
  }

  static List<ModelOutput> run(Servable servable, List<ModelInput> inputs, int size)
      throws InferenceException {
    List<ModelOutput> outputs = new ArrayList<>();
    for (int from = 0; from < inputs.size(); from += size) {
      List<ModelInput> batch = inputs.subList(from, Math.min(inputs.size(), from + size));
      outputs.addAll(servable.run(batch, size));
    }
    return outputs;
  }

  /** The larger one of embedding and scores; what only one of both has differs by infinity. */
  static float difference(ModelOutput expected, ModelOutput actual) {
    return Math.max(
        difference(expected.embedding(), actual.embedding()),
        difference(expected.scores(), actual.scores()));
  }

  private static float difference(Optional<float[]> expected, Optional<float[]> actual) {
    if (expected.isEmpty() && actual.isEmpty()) {
      return 0;
    }
    if (expected.isEmpty() || actual.isEmpty() || expected.get().length != actual.get().length) {
      return Float.POSITIVE_INFINITY;
    }
    float scale = 1;
    float largest = 0;
    for (int i = 0; i < expected.get().length; i++) {
      float difference = Math.abs(expected.get()[i] - actual.get()[i]);
      // A NaN on either side is no small difference.
      largest = Float.isNaN(difference) ? Float.POSITIVE_INFINITY : Math.max(largest, difference);
      scale = Math.max(scale, Math.abs(expected.get()[i]));
      if (Float.isInfinite(largest)) {
        return largest;
      }
    }
    return largest / scale;
  }
}

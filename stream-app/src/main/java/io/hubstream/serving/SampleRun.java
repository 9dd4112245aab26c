package io.hubstream.serving;

import io.hubstream.content.ModelInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs all rows of one content item, and takes the mean of what they gave. Pure but for the run.
 */
public final class SampleRun {
  private SampleRun() {}

  /**
   * @param rows one or more
   * @param batchSizes padded sizes that the model is run with, ascending
   * @return mean of the embeddings, not normalised, and mean of the scores
   */
  public static ModelOutput of(Servable servable, List<ModelInput> rows, List<Integer> batchSizes)
      throws InferenceException {
    int largest = batchSizes.get(batchSizes.size() - 1);
    List<ModelOutput> outputs = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += largest) {
      List<ModelInput> batch = rows.subList(from, Math.min(rows.size(), from + largest));
      outputs.addAll(servable.run(batch, padded(batch.size(), batchSizes)));
    }
    return new ModelOutput(
        mean(outputs, ModelOutput::embedding), mean(outputs, ModelOutput::scores));
  }

  private static int padded(int rows, List<Integer> batchSizes) {
    return batchSizes.stream().filter(size -> size >= rows).findFirst().orElse(rows);
  }

  private static Optional<float[]> mean(
      List<ModelOutput> outputs, Function<ModelOutput, Optional<float[]>> part) {
    Optional<float[]> first = part.apply(outputs.get(0));
    if (outputs.size() == 1 || first.isEmpty()) {
      return first;
    }
    double[] sums = new double[first.get().length];
    for (ModelOutput output : outputs) {
      float[] values = part.apply(output).orElseThrow();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      mean[i] = (float) (sums[i] / outputs.size());
    }
    return Optional.of(mean);
  }

  /** Whether no value is NaN or infinite. */
  public static boolean isFinite(ModelOutput output) {
    return isFinite(output.embedding()) && isFinite(output.scores());
  }

  private static boolean isFinite(Optional<float[]> values) {
    for (float value : values.orElse(new float[0])) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Index of the highest score, the first of equal ones. */
  public static int top(float[] scores) {
    int top = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[top]) {
        top = i;
      }
    }
    return top;
  }

  /** Name of the highest class; empty for a model without classes. */
  public static Optional<String> topLabel(ModelSpec spec, ModelOutput output) {
    List<String> labels = spec.classification().map(ClassificationSpec::labels).orElse(List.of());
    return output
        .scores()
        .filter(scores -> scores.length > 0)
        .map(SampleRun::top)
        .map(top -> top < labels.size() ? labels.get(top) : "class_" + top);
  }
}

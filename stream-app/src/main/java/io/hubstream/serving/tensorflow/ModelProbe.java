package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.content.ModelInput.Text;
import io.hubstream.content.Preprocessing;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Runs a fresh model on two made-up rows, to learn what its export does not say: the width of the
 * outputs and the names of the classes.
 */
final class ModelProbe {
  private final ModelRunner runner;
  private final List<ModelInput> rows;

  ModelProbe(ModelRunner runner, Preprocessing preprocessing) {
    this.runner = runner;
    this.rows =
        preprocessing instanceof ImagePreprocessing image
            ? List.of(ramp(image, 0.25f), ramp(image, 0.75f))
            : List.of(new Text("A short English text."), new Text("int main() { return 0; }"));
  }

  /** Values of one row of each float output. */
  List<Integer> widths(List<Output<?>> outputs) throws ModelRefusedException {
    for (Output<?> output : outputs) {
      if (output.type() != TFloat32.class) {
        throw new ModelRefusedException(
            "the output '%s' is %s, only float32 is served"
                .formatted(output.op().name(), output.type().getSimpleName()));
      }
    }
    try {
      return runner.run(rows, rows.size(), outputs).stream().map(ModelRunner.Rows::width).toList();
    } catch (RuntimeException | OutOfMemoryError e) {
      throw failed(e);
    }
  }

  /**
   * Names of the classes.
   *
   * @param width values of a row of scores
   */
  List<String> labels(ClassificationOutput classification, Output<?> output, int width)
      throws ModelRefusedException {
    if (output.type() != TString.class) {
      throw new ModelRefusedException(
          "the output '%s' cannot name classes: it is no string"
              .formatted(classification.labelsOutput().orElse("")));
    }
    try {
      List<List<String>> names = runner.runForTexts(rows, output);
      if (names.stream().distinct().count() != 1 || names.get(0).size() != width) {
        throw new ModelRefusedException(
            ("the output '%s' does not name the %d classes in a fixed order: give the labels in"
                    + " the manifest")
                .formatted(classification.labelsOutput().orElse(""), width));
      }
      return names.get(0);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw failed(e);
    }
  }

  private static ModelRefusedException failed(Throwable e) {
    return new ModelRefusedException("a probe run failed: " + TensorFlowErrors.shortened(e), e);
  }

  /** A picture that darkens from its first value to its last, around the given brightness. */
  private static ImageTensor ramp(ImagePreprocessing image, float brightness) {
    float[] values = new float[image.size()];
    for (int i = 0; i < values.length; i++) {
      float share = brightness + 0.2f * (0.5f - (float) i / values.length);
      values[i] = image.low() + share * (image.high() - image.low());
    }
    return new ImageTensor(values);
  }

  /** Names for classes that nobody named. */
  static List<String> numbered(int width) {
    List<String> names = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      names.add("class_" + i);
    }
    return names;
  }
}

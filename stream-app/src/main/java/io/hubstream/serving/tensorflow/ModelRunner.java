package io.hubstream.serving.tensorflow;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Runs a loaded graph: one batch in, rows out. Safe for concurrent runs; owns nothing. TensorFlow's
 * exceptions pass through.
 */
final class ModelRunner {
  private final Session session;
  private final Graph graph;
  private final List<Output<?>> feeds;
  private final InputTensors inputs;

  /**
   * @throws ModelRefusedException the graph does not have the manifest's input
   */
  ModelRunner(SavedModelBundle bundle, TensorNames names, ModelManifest.Input input)
      throws ModelRefusedException {
    this.session = bundle.session();
    this.graph = bundle.graph();
    List<Output<?>> placeholders = new ArrayList<>();
    for (String feed : names.feeds()) {
      placeholders.add(tensor(feed));
    }
    this.feeds = List.copyOf(placeholders);
    this.inputs = InputTensors.of(input, feeds.get(0));
    for (Output<?> other : feeds) {
      InputTensors.of(input, other);
    }
  }

  /** A tensor of the graph by its name. */
  Output<?> tensor(String name) throws ModelRefusedException {
    Output<?> output = graph.output(name);
    if (output == null) {
      throw new ModelRefusedException(
          "the signature names the tensor '" + name + "', which is not in the graph");
    }
    return output;
  }

  /**
   * One output of one run.
   *
   * @param values all rows, one after the other
   * @param width values of a row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Rows(float[] values, int width) {
    float[] row(int index) {
      return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }
  }

  /**
   * Runs a batch once.
   *
   * @param rows rows in all, padding included
   * @param fetches float outputs
   * @return one for each fetch, in order, padding rows included
   */
  List<Rows> run(List<ModelInput> batch, int rows, List<Output<?>> fetches) {
    try (TType input = inputs.batch(batch, rows);
        Result result = fetch(input, fetches)) {
      List<Rows> outputs = new ArrayList<>(fetches.size());
      for (int i = 0; i < fetches.size(); i++) {
        outputs.add(read(result.get(i), rows));
      }
      return outputs;
    }
  }

  /** Runs a batch once for a string output of the shape [batch, n]: n texts for each row. */
  List<List<String>> runForTexts(List<ModelInput> batch, Output<?> fetch) {
    try (TType input = inputs.batch(batch, batch.size());
        Result result = fetch(input, List.of(fetch))) {
      TString texts = (TString) result.get(0);
      List<List<String>> rows = new ArrayList<>();
      for (long row = 0; row < texts.shape().get(0); row++) {
        List<String> values = new ArrayList<>();
        texts.get(row).scalars().forEach(text -> values.add(text.getObject()));
        rows.add(values);
      }
      return rows;
    }
  }

  private Result fetch(TType input, List<Output<?>> fetches) {
    Session.Runner runner = session.runner();
    feeds.forEach(feed -> runner.feed(feed, input));
    fetches.forEach(runner::fetch);
    return runner.run();
  }

  /** All rows of an output. */
  static Rows read(Tensor tensor, int rows) {
    Shape shape = tensor.shape();
    if (shape.numDimensions() == 0 || shape.get(0) != rows) {
      throw new IllegalStateException(
          "a batch of %d rows gave an output of the shape %s".formatted(rows, shape));
    }
    float[] values = new float[Math.toIntExact(shape.size())];
    ((TFloat32) tensor).asRawTensor().data().asFloats().read(values);
    return new Rows(values, values.length / rows);
  }
}

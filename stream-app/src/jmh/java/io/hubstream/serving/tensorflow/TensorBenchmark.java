package io.hubstream.serving.tensorflow;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Model inputs to the tensor of a batch of 32, and outputs back to rows; figures are for a row. */
@State(Scope.Benchmark)
public class TensorBenchmark extends ShortRuns {
  private static final int ROWS = 32;
  private static final int SIDE = 96;
  private static final int DIMENSION = 1280;
  private static final ImagePreprocessing IMAGE = new ImagePreprocessing(SIDE, SIDE, 3, 0, 1);
  private static final Shape PICTURES = Shape.of(-1, SIDE, SIDE, 3);

  private final List<ModelInput> pictures =
      Collections.nCopies(ROWS, new ModelInput.ImageTensor(Samples.floats(SIDE * SIDE * 3)));
  private final List<ModelInput> texts =
      Collections.nCopies(ROWS, new ModelInput.Text(Samples.text(5_000)));
  private final TFloat32 output =
      TFloat32.tensorOf(
          Shape.of(ROWS, DIMENSION), DataBuffers.of(Samples.floats(ROWS * DIMENSION)));

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private InputTensors floats;
  private InputTensors bytes;
  private InputTensors strings;

  @Setup
  public void make() throws ModelRefusedException {
    floats = inputs("float32", IMAGE, placeholder(TFloat32.class, PICTURES));
    bytes = inputs("uint8", IMAGE, placeholder(TUint8.class, PICTURES));
    strings = inputs("string", TextPreprocessing.DEFAULT, placeholder(TString.class, Shape.of(-1)));
  }

  private <T extends TType> Placeholder<T> placeholder(Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  private static InputTensors inputs(
      String elementType, Preprocessing preprocessing, Placeholder<?> placeholder)
      throws ModelRefusedException {
    return InputTensors.of(
        new ModelManifest.Input(elementType, preprocessing), placeholder.asOutput());
  }

  @TearDown
  public void close() {
    output.close();
    graph.close();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long floatPictures() {
    try (TType batch = floats.batch(pictures, ROWS)) {
      return batch.size();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long bytePictures() {
    try (TType batch = bytes.batch(pictures, ROWS)) {
      return batch.size();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long texts() {
    try (TType batch = strings.batch(texts, ROWS)) {
      return batch.size();
    }
  }

  /** As a servable does: the batch's output, then each row of it. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float outputs() {
    ModelRunner.Rows rows = ModelRunner.read(output, ROWS);
    float sum = 0;
    for (int i = 0; i < ROWS; i++) {
      sum += rows.row(i)[0];
    }
    return sum;
  }
}

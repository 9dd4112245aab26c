package io.hubstream.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.MaxPool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A SavedModel for pictures of 32 x 32 x 3 in [0,1] that convolves: full, depthwise and strided
 * convolutions, biases, pooling. On a GPU these are cuDNN's, so what goes wrong there shows.
 */
public final class ConvolutionModel {
  private static final int SIDE = 32;
  private static final int DIMENSION = 24;
  private static final int CLASSES = 7;

  private final Ops tf;
  private final Random random;

  private ConvolutionModel(Ops tf, long seed) {
    this.tf = tf;
    this.random = new Random(seed);
  }

  /**
   * Writes the model.
   *
   * @param seed other seeds give other weights, and so other results
   */
  public static Path write(Path folder, long seed) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> inputs =
          tf.withName("inputs")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, 3)));
      Map<String, Operand<?>> outputs = new ConvolutionModel(tf, seed).layers(inputs);
      TestModels.write(
          folder,
          graph,
          Map.of("serving_default", new TestModels.Ports(Map.of("inputs", inputs), outputs)));
    }
    return folder;
  }

  private Map<String, Operand<?>> layers(Operand<TFloat32> inputs) {
    Operand<TFloat32> x = convolved(inputs, 3, 16, 1);
    x = convolved(x, 16, 32, 2);
    x =
        tf.nn.relu(
            tf.nn.depthwiseConv2dNative(x, weights(3, 3, 32, 1), List.of(1L, 1L, 1L, 1L), "SAME"));
    x =
        tf.nn.maxPool(
            x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "SAME", new MaxPool.Options[0]);
    x = convolved(x, 32, 64, 1);
    Operand<TInt32> overThePicture = tf.array(1, 2);
    Operand<TFloat32> embedding =
        tf.linalg.matMul(tf.math.mean(x, overThePicture), weights(64, DIMENSION));
    Operand<TFloat32> logits = tf.linalg.matMul(embedding, weights(DIMENSION, CLASSES));
    return Map.of("embedding", embedding, "probabilities", tf.nn.softmax(logits));
  }

  private Operand<TFloat32> convolved(Operand<TFloat32> x, int in, int out, long stride) {
    Operand<TFloat32> convolved =
        tf.nn.conv2d(x, weights(3, 3, in, out), List.of(1L, stride, stride, 1L), "SAME");
    return tf.nn.relu(tf.nn.biasAdd(convolved, weights(out)));
  }

  /** Scaled so that values keep their size from layer to layer. */
  private Operand<TFloat32> weights(long... shape) {
    long size = 1;
    for (long length : shape) {
      size *= length;
    }
    double scale = Math.sqrt(2.0 * shape[shape.length - 1] / size);
    float[] values = new float[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }
}

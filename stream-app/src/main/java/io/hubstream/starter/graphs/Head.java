package io.hubstream.starter.graphs;

import io.hubstream.starter.learning.LearnedHead;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Adds what was learned to a graph, frozen as constants. */
final class Head {
  private static final float TINY = 1e-12f;

  private Head() {}

  /** The two outputs: {@code [batch, dimension]} and {@code [batch, classes]}. */
  record Outputs(Operand<TFloat32> embedding, Operand<TFloat32> probabilities) {}

  static Outputs addTo(Ops tf, Operand<TFloat32> counted, LearnedHead head) {
    int width = head.width();
    Operand<TFloat32> prepared =
        switch (head.form()) {
          case MEASURES -> counted;
          case COUNTS -> unitLength(tf, tf.math.log1p(counted));
        };
    Operand<TFloat32> centred =
        tf.math.mul(
            tf.math.sub(prepared, matrix(tf, head.mean(), width)), matrix(tf, head.scale(), width));
    float limit = head.limit();
    Operand<TFloat32> bounded = tf.clipByValue(centred, tf.constant(-limit), tf.constant(limit));
    Operand<TFloat32> projected =
        tf.linalg.matMul(bounded, matrix(tf, head.projection(), width, head.dimension()));
    Operand<TFloat32> logits =
        tf.math.add(
            tf.linalg.matMul(bounded, matrix(tf, head.weights(), width, head.classes())),
            matrix(tf, head.bias(), head.classes()));
    return new Outputs(
        tf.withName(StarterGraph.EMBEDDING).identity(unitLength(tf, projected)),
        tf.withName(StarterGraph.PROBABILITIES).nn.softmax(logits));
  }

  private static Operand<TFloat32> unitLength(Ops tf, Operand<TFloat32> rows) {
    Operand<TFloat32> squares =
        tf.sum(tf.math.square(rows), tf.constant(1), org.tensorflow.op.core.Sum.keepDims(true));
    return tf.math.mul(rows, tf.math.rsqrt(tf.math.maximum(squares, tf.constant(TINY))));
  }

  private static Operand<TFloat32> matrix(Ops tf, float[] values, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(values));
  }
}

package io.hubstream.starter.graphs;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Writes the part of a graph that turns raw input into numbers which count something. */
interface FeatureGraph {

  /** A piece of graph under construction: its placeholder and what it computes. */
  record Features(Operand<?> input, Operand<TFloat32> counted) {}

  /**
   * Adds the placeholder {@link StarterGraph#INPUT} and the feature ops.
   *
   * @return features {@code [batch, width]}, each a whole number (or a dyadic fraction) that
   *     float32 holds exactly, so that no order of summation changes it
   */
  Features addTo(Ops tf);
}

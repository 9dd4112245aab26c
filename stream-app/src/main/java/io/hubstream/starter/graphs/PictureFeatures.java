package io.hubstream.starter.graphs;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Colour, edge and texture statistics of a picture, {@code [batch, SIDE, SIDE, 3]} RGB in [0,1].
 *
 * <p>Pixels are first rounded to whole numbers 0..255. All that follows adds, subtracts, takes
 * absolute values and averages over powers of two, and every intermediate result stays below 2^24:
 * float32 holds each of them exactly. So the features do not depend on the number of threads, on
 * the instruction set or on the device, and a head trained on them is the same everywhere.
 */
final class PictureFeatures implements FeatureGraph {
  /** Height and width of the input, in pixels. */
  static final int SIDE = 64;

  private static final int HALF = SIDE / 2;
  private static final int COLOUR_CELLS = 4;
  private static final int BINS = 8;

  private final boolean withEdges;

  /**
   * @param withEdges true for colour, edges and texture; false for colour alone
   */
  PictureFeatures(boolean withEdges) {
    this.withEdges = withEdges;
  }

  @Override
  public Features addTo(Ops tf) {
    Placeholder<TFloat32> input =
        tf.withName(StarterGraph.INPUT)
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIDE, SIDE, 3)));
    Operand<TFloat32> unit = tf.clipByValue(input, tf.constant(0f), tf.constant(1f));
    Operand<TFloat32> pixels =
        tf.math.floor(tf.math.add(tf.math.mul(unit, tf.constant(255f)), tf.constant(0.5f)));
    List<Operand<TFloat32>> features = new ArrayList<>();
    addColour(tf, pixels, features);
    if (withEdges) {
      Operand<TFloat32> luma = luma(tf, pixels);
      addEdges(tf, luma, SIDE, 4, features);
      addEdges(tf, cellMeans(tf, luma, SIDE, HALF), HALF, 2, features);
    }
    return new Features(input, tf.concat(features, tf.constant(1)));
  }

  private static void addColour(
      Ops tf, Operand<TFloat32> pixels, List<Operand<TFloat32>> features) {
    Operand<TFloat32> small = pool(tf, pixels, 2);
    features.add(flat(tf, pool(tf, small, HALF / COLOUR_CELLS), COLOUR_CELLS * COLOUR_CELLS * 3));
    Operand<TFloat32> red = channel(tf, small, 0);
    Operand<TFloat32> green = channel(tf, small, 1);
    Operand<TFloat32> blue = channel(tf, small, 2);
    Operand<TFloat32> value = tf.math.maximum(red, tf.math.maximum(green, blue));
    Operand<TFloat32> least = tf.math.minimum(red, tf.math.minimum(green, blue));
    Operand<TFloat32> redGreen = tf.math.sub(red, green);
    Operand<TFloat32> yellowBlue = tf.math.sub(tf.math.add(red, green), tf.math.add(blue, blue));
    addHistogram(tf, value, 0, 32, features);
    addHistogram(tf, tf.math.sub(value, least), 0, 32, features);
    addHistogram(tf, redGreen, -112, 32, features);
    addHistogram(tf, yellowBlue, -224, 64, features);
  }

  /** Soft binning: a pixel counts for the two bins whose centres lie around it. */
  private static void addHistogram(
      Ops tf, Operand<TFloat32> plane, int low, int step, List<Operand<TFloat32>> features) {
    Operand<TFloat32> flat = tf.reshape(plane, tf.constant(new int[] {-1, HALF * HALF}));
    for (int bin = 0; bin < BINS; bin++) {
      Operand<TFloat32> away =
          tf.math.abs(tf.math.sub(flat, tf.constant((float) (low + bin * step))));
      Operand<TFloat32> share = tf.nn.relu(tf.math.sub(tf.constant((float) step), away));
      features.add(tf.expandDims(tf.sum(share, tf.constant(1)), tf.constant(1)));
    }
  }

  /** Energy along four directions, and roughness, in {@code cells * cells} parts of the picture. */
  private static void addEdges(
      Ops tf, Operand<TFloat32> plane, int side, int cells, List<Operand<TFloat32>> features) {
    Operand<TFloat32> wide =
        tf.mirrorPad(plane, tf.constant(new int[][] {{0, 0}, {1, 1}, {1, 1}}), "SYMMETRIC");
    Operand<TFloat32> above = rows(tf, wide, 0, side);
    Operand<TFloat32> middle = rows(tf, wide, 1, side);
    Operand<TFloat32> below = rows(tf, wide, 2, side);
    Operand<TFloat32> smooth = tf.math.add(tf.math.add(above, below), tf.math.add(middle, middle));
    Operand<TFloat32> steep = tf.math.sub(below, above);
    Operand<TFloat32> gx = tf.math.sub(columns(tf, smooth, 2, side), columns(tf, smooth, 0, side));
    Operand<TFloat32> centre = columns(tf, steep, 1, side);
    Operand<TFloat32> gy =
        tf.math.add(
            tf.math.add(columns(tf, steep, 0, side), columns(tf, steep, 2, side)),
            tf.math.add(centre, centre));
    Operand<TFloat32> around =
        tf.math.add(
            tf.math.add(columns(tf, smooth, 0, side), columns(tf, smooth, 2, side)),
            tf.math.mul(columns(tf, smooth, 1, side), tf.constant(2f)));
    Operand<TFloat32> rough = tf.math.sub(tf.math.mul(plane, tf.constant(16f)), around);
    for (Operand<TFloat32> energy :
        List.of(gx, gy, tf.math.add(gx, gy), tf.math.sub(gx, gy), rough)) {
      features.add(flat(tf, cellMeans(tf, tf.math.abs(energy), side, cells), cells * cells));
    }
  }

  /** Brightness (2R + 5G + B) / 8 without its third dimension: {@code [batch, SIDE, SIDE]}. */
  private static Operand<TFloat32> luma(Ops tf, Operand<TFloat32> pixels) {
    Operand<TFloat32> weighted =
        tf.math.mul(pixels, tf.constant(new float[] {0.25f, 0.625f, 0.125f}));
    return tf.sum(weighted, tf.constant(3));
  }

  private static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> pixels, int size) {
    List<Long> window = List.of(1L, (long) size, (long) size, 1L);
    return tf.nn.avgPool(pixels, window, window, "VALID");
  }

  private static Operand<TFloat32> cellMeans(Ops tf, Operand<TFloat32> plane, int side, int cells) {
    Operand<TFloat32> image = tf.expandDims(plane, tf.constant(3));
    return tf.squeeze(
        pool(tf, image, side / cells), org.tensorflow.op.core.Squeeze.axis(List.of(3L)));
  }

  private static Operand<TFloat32> channel(Ops tf, Operand<TFloat32> pixels, int index) {
    return tf.stridedSlice(pixels, Indices.all(), Indices.all(), Indices.all(), Indices.at(index));
  }

  private static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> plane, int from, int count) {
    return tf.stridedSlice(plane, Indices.all(), Indices.slice(from, from + count), Indices.all());
  }

  private static Operand<TFloat32> columns(Ops tf, Operand<TFloat32> plane, int from, int count) {
    return tf.stridedSlice(plane, Indices.all(), Indices.all(), Indices.slice(from, from + count));
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> cells, int width) {
    return tf.reshape(cells, tf.constant(new int[] {-1, width}));
  }
}

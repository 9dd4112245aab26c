package io.hubstream.starter.learning;

import io.hubstream.starter.learning.LearnedHead.Centring;
import io.hubstream.starter.learning.LearnedHead.Classifier;
import io.hubstream.starter.learning.LearnedHead.Form;
import java.util.Arrays;
import java.util.List;

/** Learns everything behind the features of one starter model from labelled examples. */
public final class HeadTrainer {
  private static final float MEASURE_LIMIT = 5;
  private static final float NO_LIMIT = 1e6f;
  private static final float COUNT_SCALE = 16;
  private static final long PROJECTION_SEED = 20;
  private static final long LEARNING_SEED = 21;

  private final int dimension;
  private final int classes;

  /**
   * @param dimension size of the embedding
   * @param classes number of classes
   */
  public HeadTrainer(int dimension, int classes) {
    this.dimension = dimension;
    this.classes = classes;
  }

  /**
   * For features that measure: each is centred and divided by its standard deviation.
   *
   * @param rows raw features of the examples, each {@code [width]}
   * @param labels the class of each row
   */
  public LearnedHead fitMeasures(List<SparseRow> rows, int[] labels, int width) {
    Centring centring = standard(rows, width);
    List<SparseRow> centred = rows.stream().map(row -> centred(row, centring)).toList();
    var schedule = new SoftmaxRegression.Schedule(40, 0.5, 1e-3, LEARNING_SEED);
    Classifier learned = SoftmaxRegression.fit(centred, labels, width, classes, schedule);
    return new LearnedHead(Form.MEASURES, centring, projection(learned, width), learned);
  }

  /**
   * For features that count: logarithms, each row at unit length, less the mean row.
   *
   * @param rows counts of the examples, each {@code [width]}
   * @param labels the class of each row
   */
  public LearnedHead fitCounts(List<SparseRow> rows, int[] labels, int width) {
    List<SparseRow> scaled = rows.stream().map(HeadTrainer::logarithms).toList();
    var schedule = new SoftmaxRegression.Schedule(12, 1.0, 0, LEARNING_SEED);
    Classifier learned = SoftmaxRegression.fit(scaled, labels, width, classes, schedule);
    float[] mean = new float[width];
    for (SparseRow row : scaled) {
      for (int i = 0; i < row.places().length; i++) {
        mean[row.places()[i]] += row.values()[i] / COUNT_SCALE / rows.size();
      }
    }
    float[] scale = new float[width];
    Arrays.fill(scale, COUNT_SCALE);
    Centring centring = new Centring(mean, scale, NO_LIMIT);
    return new LearnedHead(
        Form.COUNTS, centring, projection(learned, width), movedToCentre(learned, centring));
  }

  private float[] projection(Classifier learned, int width) {
    return OrthogonalProjection.of(learned, width, dimension, PROJECTION_SEED);
  }

  private static Centring standard(List<SparseRow> rows, int width) {
    double[] sum = new double[width];
    double[] squares = new double[width];
    for (SparseRow row : rows) {
      for (int i = 0; i < row.places().length; i++) {
        double value = row.values()[i];
        sum[row.places()[i]] += value;
        squares[row.places()[i]] += value * value;
      }
    }
    float[] mean = new float[width];
    float[] scale = new float[width];
    for (int j = 0; j < width; j++) {
      double middle = sum[j] / rows.size();
      double variance = Math.max(0, squares[j] / rows.size() - middle * middle);
      mean[j] = (float) middle;
      scale[j] = (float) (1 / Math.sqrt(variance + 1e-6));
    }
    return new Centring(mean, scale, MEASURE_LIMIT);
  }

  private static SparseRow centred(SparseRow row, Centring centring) {
    float[] all = new float[centring.mean().length];
    for (int i = 0; i < row.places().length; i++) {
      all[row.places()[i]] = row.values()[i];
    }
    float limit = centring.limit();
    for (int j = 0; j < all.length; j++) {
      float z = (all[j] - centring.mean()[j]) * centring.scale()[j];
      all[j] = Math.max(-limit, Math.min(limit, z));
    }
    return SparseRow.of(all);
  }

  private static SparseRow logarithms(SparseRow counts) {
    float[] values = new float[counts.values().length];
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) StrictMath.log1p(counts.values()[i]);
      squares += values[i] * values[i];
    }
    double factor = COUNT_SCALE / Math.sqrt(Math.max(squares, 1e-12));
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    return new SparseRow(counts.places(), values);
  }

  /** The same classifier for features from which the mean is taken away. */
  private Classifier movedToCentre(Classifier learned, Centring centring) {
    double[] bias = new double[classes];
    for (int k = 0; k < classes; k++) {
      bias[k] = learned.bias()[k];
      for (int j = 0; j < centring.mean().length; j++) {
        bias[k] +=
            (double) centring.mean()[j] * centring.scale()[j] * learned.weights()[j * classes + k];
      }
    }
    float[] moved = new float[classes];
    for (int k = 0; k < classes; k++) {
      moved[k] = (float) bias[k];
    }
    return new Classifier(learned.weights(), moved);
  }
}

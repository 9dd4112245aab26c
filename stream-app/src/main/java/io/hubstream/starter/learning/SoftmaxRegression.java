package io.hubstream.starter.learning;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Multinomial logistic regression by stochastic gradient descent with averaged weights.
 *
 * <p>One thread, a fixed order of examples drawn from a fixed seed, and {@link StrictMath}: the
 * same rows give the same weights, bit for bit.
 */
final class SoftmaxRegression {
  private final int classes;
  private final float[] weights;
  private final float[] sum;
  private final float[] scores;

  private SoftmaxRegression(int width, int classes) {
    this.classes = classes;
    this.weights = new float[(width + 1) * classes];
    this.sum = new float[weights.length];
    this.scores = new float[classes];
  }

  /**
   * @param rows examples, already centred and scaled
   * @param labels the class of each row
   * @param width number of features
   * @param schedule how long and how boldly to learn
   */
  static LearnedHead.Classifier fit(
      List<SparseRow> rows, int[] labels, int width, int classes, Schedule schedule) {
    SoftmaxRegression learner = new SoftmaxRegression(width, classes);
    double length = rows.stream().mapToDouble(SparseRow::squaredLength).sum() / rows.size();
    SplittableRandom random = new SplittableRandom(schedule.seed());
    int[] order = new int[rows.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int averaged = 0;
    for (int epoch = 0; epoch < schedule.epochs(); epoch++) {
      shuffle(order, random);
      double rate = schedule.rate() / (length + 1) * (1 - epoch / (double) schedule.epochs());
      for (int i : order) {
        learner.step(rows.get(i), labels[i], (float) rate);
      }
      learner.shrink((float) (1 - schedule.decay()));
      if (epoch >= schedule.epochs() / 2) {
        learner.average();
        averaged++;
      }
    }
    return learner.result(width, averaged);
  }

  /**
   * @param epochs passes over the examples
   * @param rate length of the first steps, as a share of the one that would fit an example at once
   * @param decay share of every weight that is taken away after each pass
   */
  record Schedule(int epochs, double rate, double decay, long seed) {}

  private void step(SparseRow row, int label, float rate) {
    int biasAt = weights.length - classes;
    System.arraycopy(weights, biasAt, scores, 0, classes);
    int[] places = row.places();
    float[] values = row.values();
    for (int i = 0; i < places.length; i++) {
      int at = places[i] * classes;
      float value = values[i];
      for (int k = 0; k < classes; k++) {
        scores[k] += value * weights[at + k];
      }
    }
    softmax(scores);
    for (int k = 0; k < classes; k++) {
      scores[k] = rate * ((k == label ? 1 : 0) - scores[k]);
      weights[biasAt + k] += scores[k];
    }
    for (int i = 0; i < places.length; i++) {
      int at = places[i] * classes;
      float value = values[i];
      for (int k = 0; k < classes; k++) {
        weights[at + k] += value * scores[k];
      }
    }
  }

  private void shrink(float factor) {
    for (int i = 0; i < weights.length - classes; i++) {
      weights[i] *= factor;
    }
  }

  private void average() {
    for (int i = 0; i < weights.length; i++) {
      sum[i] += weights[i];
    }
  }

  private LearnedHead.Classifier result(int width, int averaged) {
    float[] matrix = new float[width * classes];
    float[] bias = new float[classes];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = sum[i] / averaged;
    }
    for (int k = 0; k < classes; k++) {
      bias[k] = sum[matrix.length + k] / averaged;
    }
    return new LearnedHead.Classifier(matrix, bias);
  }

  private static void softmax(float[] scores) {
    float top = scores[0];
    for (float score : scores) {
      top = Math.max(top, score);
    }
    double total = 0;
    for (int k = 0; k < scores.length; k++) {
      scores[k] = (float) StrictMath.exp(scores[k] - top);
      total += scores[k];
    }
    for (int k = 0; k < scores.length; k++) {
      scores[k] /= (float) total;
    }
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
  }
}

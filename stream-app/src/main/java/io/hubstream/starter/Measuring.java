package io.hubstream.starter;

import io.hubstream.starter.graphs.ServedStarter.Answer;
import java.util.List;

/** Arithmetic over the answers of a model. */
final class Measuring {
  private Measuring() {}

  /** Share of answers whose most probable class is the label. */
  static double accuracy(List<Answer> answers, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += answers.get(i).best() == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }

  /** Share of answers whose nearest other embedding, by cosine, is of the same class. */
  static double neighbourAccuracy(List<Answer> answers, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int nearest = -1;
      double best = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < labels.length; j++) {
        double likeness = i == j ? best : cosine(answers.get(i), answers.get(j));
        if (likeness > best) {
          best = likeness;
          nearest = j;
        }
      }
      right += nearest >= 0 && labels[nearest] == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }

  private static double cosine(Answer one, Answer two) {
    float[] a = one.embedding();
    float[] b = two.embedding();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

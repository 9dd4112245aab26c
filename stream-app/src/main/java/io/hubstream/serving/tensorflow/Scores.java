package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelManifest.ScoreForm;

/** Turns what a classifier gives into one probability for each class. */
final class Scores {
  private Scores() {}

  /**
   * @param raw one row of the model's output; may be overwritten
   * @param classes number of labels; two with a single raw value is a binary classifier, whose
   *     value speaks of the second class
   * @return {@code classes} probabilities
   */
  static float[] probabilities(float[] raw, ScoreForm form, int classes) {
    if (raw.length == 1 && classes == 2) {
      float second = form == ScoreForm.LOGITS ? sigmoid(raw[0]) : raw[0];
      return new float[] {1 - second, second};
    }
    return form == ScoreForm.LOGITS ? softmax(raw) : raw;
  }

  private static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  private static float[] softmax(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double power = Math.exp(logits[i] - max);
      logits[i] = (float) power;
      sum += power;
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (logits[i] / sum);
    }
    return logits;
  }
}

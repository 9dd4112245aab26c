package io.hubstream.serving;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;

/** A row that any sound model takes: a picture that gets brighter, or a plain sentence. */
public final class MadeUpInput {
  private static final ModelInput TEXT =
      new ModelInput.Text("A short text that says nothing in particular.");

  private MadeUpInput() {}

  /** Such a row for this form. */
  public static ModelInput of(Preprocessing form) {
    return form instanceof ImagePreprocessing image ? ramp(image) : TEXT;
  }

  // Not one even colour: a model that divides by the picture's own spread would give NaN for it.
  private static ModelInput ramp(ImagePreprocessing image) {
    float[] values = new float[image.size()];
    for (int i = 0; i < values.length; i++) {
      float share = 0.25f + 0.5f * i / values.length;
      values[i] = image.low() + share * (image.high() - image.low());
    }
    return new ModelInput.ImageTensor(values);
  }
}

package io.hubstream.content;

/** One input row of a model. */
public sealed interface ModelInput {

  /**
   * A picture.
   *
   * @param values height x width x channels values, row by row, channels last; never written after
   */
  @SuppressWarnings("ArrayRecordComponent")
  record ImageTensor(float[] values) implements ModelInput {}

  /** A text. */
  record Text(String value) implements ModelInput {}
}

package io.hubstream.starter.learning;

/**
 * All the constants behind the features of a starter model.
 *
 * <p>{@code z = clip((prepare(features) - mean) * scale, -limit, limit)}; the embedding is {@code z
 * * projection} at unit length, the probabilities are {@code softmax(z * weights + bias)}. Matrices
 * are row by row: {@code projection [width, dimension]}, {@code weights [width, classes]}. The
 * arrays are shared, not copied: do not change them.
 *
 * @param form how raw features are prepared
 * @param centring mean, scale and limit of the prepared features
 * @param projection orthonormal columns, {@code [width, dimension]}
 * @param classifier weights and bias of the softmax
 */
public record LearnedHead(Form form, Centring centring, float[] projection, Classifier classifier) {

  /** How raw features are prepared. */
  public enum Form {
    /** Taken as they are. */
    MEASURES,
    /** {@code log(1 + count)}, each row then brought to unit length. */
    COUNTS
  }

  /**
   * @param mean one number for each feature
   * @param scale one number for each feature
   * @param limit bound of a centred feature, in both directions
   */
  public record Centring(float[] mean, float[] scale, float limit) {}

  /**
   * @param weights {@code [width, classes]}
   * @param bias {@code [classes]}
   */
  public record Classifier(float[] weights, float[] bias) {}

  public int width() {
    return centring.mean().length;
  }

  public int dimension() {
    return projection.length / width();
  }

  public int classes() {
    return classifier.bias().length;
  }

  public float[] mean() {
    return centring.mean();
  }

  public float[] scale() {
    return centring.scale();
  }

  public float limit() {
    return centring.limit();
  }

  public float[] weights() {
    return classifier.weights();
  }

  public float[] bias() {
    return classifier.bias();
  }
}

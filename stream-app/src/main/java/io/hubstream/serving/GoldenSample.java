package io.hubstream.serving;

import java.util.Optional;

/**
 * A content item that stands in the version folder, with what the model made of it when it was
 * packaged. A version whose outputs differ by more than the tolerance does not go live.
 *
 * @param file path of the item within the version folder, with forward slashes
 * @param mediaType normalised media type of the item
 * @param tolerance how far outputs may be off: the length of an embedding's difference as a share
 *     of the expected vector's length, and the difference of each class score; 0.01 is one percent
 * @param expected mean of the outputs of the item's rows, as {@link SampleRun} makes it
 * @param topLabel the class with the highest expected score, where there are classes
 */
public record GoldenSample(
    String file,
    String mediaType,
    double tolerance,
    ModelOutput expected,
    Optional<String> topLabel) {

  /** Folder of the items within the version folder. */
  public static final String FOLDER = "assets.extra/golden";

  /** Most samples of a version: each is run before the version may serve. */
  public static final int MOST = 256;

  /** One percent: enough for another device, too little for other weights. */
  public static final double DEFAULT_TOLERANCE = 0.01;

  public GoldenSample {
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new IllegalArgumentException("a tolerance is from 0 to 1, not " + tolerance);
    }
    if (expected.embedding().isEmpty() && expected.scores().isEmpty()) {
      throw new IllegalArgumentException("nothing is expected of " + file);
    }
  }
}

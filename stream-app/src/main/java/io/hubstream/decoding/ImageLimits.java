package io.hubstream.decoding;

/**
 * What one picture may cost.
 *
 * @param maxBytes longest file, in bytes
 * @param maxPixels width times height, at most; a decoder needs about 3 to 10 bytes for each
 */
public record ImageLimits(long maxBytes, long maxPixels) {

  /** 32 MiB, fifty million pixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 50_000_000);

  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1 || maxPixels > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "limits of pictures: maxBytes %d and maxPixels %d must be at least 1, maxPixels at most %d"
              .formatted(maxBytes, maxPixels, Integer.MAX_VALUE / 4));
    }
  }
}

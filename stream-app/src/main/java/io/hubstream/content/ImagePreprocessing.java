package io.hubstream.content;

/**
 * A picture as a tensor: resized (bilinear with antialiasing, the aspect ratio is not kept, as TF
 * Hub's image models are used) to {@code height} x {@code width}, RGB, values scaled linearly from
 * 0..255 to {@code low}..{@code high}.
 *
 * @param height in pixels
 * @param width in pixels
 * @param channels 3 for RGB, 1 for grey
 * @param low what byte 0 becomes
 * @param high what byte 255 becomes
 */
public record ImagePreprocessing(int height, int width, int channels, float low, float high)
    implements Preprocessing {

  public ImagePreprocessing {
    if (height < 1 || width < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "no picture has the shape %d x %d x %d".formatted(height, width, channels));
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("empty value range %s..%s".formatted(low, high));
    }
  }

  /** Number of values of one picture. */
  public int size() {
    return height * width * channels;
  }

  @Override
  public String id() {
    return "image:" + height + "x" + width + "x" + channels + ":" + low + ".." + high;
  }

  @Override
  public MediaKind mediaKind() {
    return MediaKind.IMAGE;
  }
}

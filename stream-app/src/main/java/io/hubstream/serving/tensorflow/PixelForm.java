package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;

/** The last, small steps from a resized picture to what a model wants: turn, colours, range. */
final class PixelForm {
  private static final int UPRIGHT = 1;

  /** From this EXIF orientation on, rows and columns change places. */
  private static final int FIRST_TRANSPOSED = 5;

  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;
  private static final float LARGEST_BYTE = 255f;

  private PixelForm() {}

  static boolean transposes(int orientation) {
    return orientation >= FIRST_TRANSPOSED;
  }

  /**
   * Makes a tensor.
   *
   * @param pixels the resized picture as stored, values 0 to 255; its height and width are the
   *     wanted ones, exchanged where the orientation transposes; may be overwritten and returned
   * @param channels 1 or 3
   * @param orientation EXIF orientation, 1 to 8
   * @return height x width x channels values of the wanted form
   */
  static float[] tensor(float[] pixels, int channels, int orientation, ImagePreprocessing wanted) {
    boolean arranged = orientation == UPRIGHT && channels == wanted.channels();
    float[] tensor = arranged ? pixels : arrange(pixels, channels, orientation, wanted);
    float low = wanted.low();
    float high = wanted.high();
    float scale = (high - low) / LARGEST_BYTE;
    for (int i = 0; i < tensor.length; i++) {
      // Resizing rounds: it may leave the range by a hair, which a result must not.
      tensor[i] = Math.max(low, Math.min(high, low + tensor[i] * scale));
    }
    return tensor;
  }

  private static float[] arrange(
      float[] pixels, int channels, int orientation, ImagePreprocessing wanted) {
    int width = transposes(orientation) ? wanted.height() : wanted.width();
    int height = transposes(orientation) ? wanted.width() : wanted.height();
    float[] arranged = new float[wanted.size()];
    int at = 0;
    for (int y = 0; y < wanted.height(); y++) {
      for (int x = 0; x < wanted.width(); x++) {
        int pixel = source(orientation, y, x, height, width) * channels;
        for (int c = 0; c < wanted.channels(); c++) {
          arranged[at++] = colour(pixels, pixel, channels, wanted.channels(), c);
        }
      }
    }
    return arranged;
  }

  /** Index of the stored pixel that is shown at (y, x); height and width are the stored ones. */
  private static int source(int orientation, int y, int x, int height, int width) {
    int bottom = height - 1;
    int right = width - 1;
    return switch (orientation) {
      case 2 -> y * width + (right - x);
      case 3 -> (bottom - y) * width + (right - x);
      case 4 -> (bottom - y) * width + x;
      case 5 -> x * width + y;
      case 6 -> (bottom - x) * width + y;
      case 7 -> (bottom - x) * width + (right - y);
      case 8 -> x * width + (right - y);
      default -> y * width + x;
    };
  }

  private static float colour(float[] pixels, int pixel, int has, int wants, int channel) {
    if (has == 1) {
      return pixels[pixel];
    }
    return wants == 1
        ? RED * pixels[pixel] + GREEN * pixels[pixel + 1] + BLUE * pixels[pixel + 2]
        : pixels[pixel + channel];
  }
}

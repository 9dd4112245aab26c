package io.hubstream.serving.tensorflow;

import java.util.Arrays;

/**
 * Resizes pictures, bilinear with antialiasing. It gives what TensorFlow's operation
 * ScaleAndTranslate gives, which {@code tf.image.resize(antialias=True)} uses, for a fraction of
 * the time: that operation took longer than decoding the JPEG. Pure.
 */
final class Resizer {
  private static final int RGB = 3;

  private Resizer() {}

  /** The picture in another size: height x width x colours values, 0 to 255. */
  static float[] resize(DecodedPicture picture, int height, int width) {
    int length = width * picture.colours();
    float[] resized = new float[height * length];
    if (height == picture.height() && width == picture.width()) {
      for (int y = 0; y < height; y++) {
        picture.read(y, resized, y * length);
      }
      return resized;
    }
    TriangleSpans rows = TriangleSpans.of(picture.height(), height);
    TriangleSpans columns = TriangleSpans.of(picture.width(), width);
    RowWindow source = new RowWindow(picture, rows.longest());
    float[] mixed = new float[picture.width() * picture.colours()];
    for (int y = 0; y < height; y++) {
      mixRows(source, rows, y, mixed);
      if (picture.colours() == RGB) {
        mixRgb(mixed, columns, resized, y * length);
      } else {
        mixGrey(mixed, columns, resized, y * length);
      }
    }
    return resized;
  }

  /** The rows that are needed at a time: each is read once, from above to below. */
  private static final class RowWindow {
    private final DecodedPicture picture;
    private final float[][] rows;
    private int next;

    RowWindow(DecodedPicture picture, int size) {
      this.picture = picture;
      this.rows = new float[size][picture.width() * picture.colours()];
    }

    float[] row(int y) {
      for (; next <= y; next++) {
        picture.read(next, rows[next % rows.length], 0);
      }
      return rows[y % rows.length];
    }
  }

  private static void mixRows(RowWindow source, TriangleSpans rows, int y, float[] mixed) {
    Arrays.fill(mixed, 0);
    for (int i = 0; i < rows.counts()[y]; i++) {
      add(source.row(rows.starts()[y] + i), rows.weights()[y * rows.longest() + i], mixed);
    }
  }

  private static void add(float[] row, float weight, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i] * weight;
    }
  }

  private static void mixRgb(float[] row, TriangleSpans columns, float[] into, int at) {
    int to = at;
    for (int x = 0; x < columns.starts().length; x++) {
      int pixel = columns.starts()[x] * RGB;
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int i = 0; i < columns.counts()[x]; i++) {
        float weight = columns.weights()[x * columns.longest() + i];
        red += row[pixel++] * weight;
        green += row[pixel++] * weight;
        blue += row[pixel++] * weight;
      }
      into[to++] = red;
      into[to++] = green;
      into[to++] = blue;
    }
  }

  private static void mixGrey(float[] row, TriangleSpans columns, float[] into, int at) {
    for (int x = 0; x < columns.starts().length; x++) {
      float grey = 0;
      for (int i = 0; i < columns.counts()[x]; i++) {
        grey += row[columns.starts()[x] + i] * columns.weights()[x * columns.longest() + i];
      }
      into[at + x] = grey;
    }
  }
}

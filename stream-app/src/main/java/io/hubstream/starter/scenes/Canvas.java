package io.hubstream.starter.scenes;

import java.util.SplittableRandom;

/**
 * A picture being painted, and the rasteriser that paints it: plain arithmetic, no Java2D, so the
 * same pixels come out on every machine, with or without a display.
 *
 * <p>Coordinates are in picture widths and heights: (0,0) is the top left corner, (1,1) the bottom
 * right. A pixel belongs to a shape when its centre does; edges are not smoothed. Owned by one
 * thread.
 */
final class Canvas {
  private final int width;
  private final int height;
  private final float[] pixels;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new float[width * height * 3];
  }

  /** Fills the whole canvas. */
  void fill(Rgb colour) {
    rect(0, 0, 1, 1, colour);
  }

  /** Fills the rows from {@code top} to {@code bottom} with a vertical gradient. */
  void gradient(double top, double bottom, Rgb above, Rgb below) {
    for (int y = first(top, height); y < first(bottom, height); y++) {
      double share = ((y + 0.5) / height - top) / (bottom - top);
      Rgb colour = above.mix(below, share);
      for (int x = 0; x < width; x++) {
        set(x, y, colour);
      }
    }
  }

  void rect(double left, double top, double right, double bottom, Rgb colour) {
    int x1 = first(right, width);
    int y1 = first(bottom, height);
    for (int y = first(top, height); y < y1; y++) {
      for (int x = first(left, width); x < x1; x++) {
        set(x, y, colour);
      }
    }
  }

  /** Fills an ellipse with the given centre and half axes. */
  void ellipse(double cx, double cy, double rx, double ry, Rgb colour) {
    leaf(cx, cy, rx, ry, 0, colour);
  }

  /** Fills an ellipse whose axes are turned by {@code angle} radians. */
  void leaf(double cx, double cy, double rx, double ry, double angle, Rgb colour) {
    double reach = Math.max(rx, ry);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    int x1 = first(cx + reach, width);
    int y1 = first(cy + reach, height);
    for (int y = first(cy - reach, height); y < y1; y++) {
      double dy = (y + 0.5) / height - cy;
      for (int x = first(cx - reach, width); x < x1; x++) {
        double dx = (x + 0.5) / width - cx;
        double u = (dx * cos + dy * sin) / rx;
        double v = (dy * cos - dx * sin) / ry;
        if (u * u + v * v <= 1) {
          set(x, y, colour);
        }
      }
    }
  }

  /** Fills the triangle with these corners. */
  void triangle(double ax, double ay, double bx, double by, double cx, double cy, Rgb colour) {
    int x1 = first(Math.max(ax, Math.max(bx, cx)), width);
    int y1 = first(Math.max(ay, Math.max(by, cy)), height);
    for (int y = first(Math.min(ay, Math.min(by, cy)), height); y < y1; y++) {
      double py = (y + 0.5) / height;
      for (int x = first(Math.min(ax, Math.min(bx, cx)), width); x < x1; x++) {
        double px = (x + 0.5) / width;
        double d1 = (px - bx) * (ay - by) - (ax - bx) * (py - by);
        double d2 = (px - cx) * (by - cy) - (bx - cx) * (py - cy);
        double d3 = (px - ax) * (cy - ay) - (cx - ax) * (py - ay);
        boolean inside = (d1 >= 0 && d2 >= 0 && d3 >= 0) || (d1 <= 0 && d2 <= 0 && d3 <= 0);
        if (inside) {
          set(x, y, colour);
        }
      }
    }
  }

  /** Draws a straight line of the given thickness (in picture widths). */
  void line(double ax, double ay, double bx, double by, double thickness, Rgb colour) {
    double nx = by - ay;
    double ny = ax - bx;
    double length = Math.max(1e-9, Math.sqrt(nx * nx + ny * ny));
    nx *= thickness / 2 / length;
    ny *= thickness / 2 / length;
    triangle(ax + nx, ay + ny, ax - nx, ay - ny, bx + nx, by + ny, colour);
    triangle(bx + nx, by + ny, bx - nx, by - ny, ax - nx, ay - ny, colour);
  }

  /**
   * The finished picture under its own light: contrast, brightness, colour cast and grain are drawn
   * from {@code random}, so that no class can be told by its exact colours alone.
   *
   * @return RGB bytes, row by row: {@code height * width * 3} values
   */
  byte[] develop(SplittableRandom random) {
    double contrast = 0.7 + 0.5 * random.nextDouble();
    double lift = (random.nextDouble() - 0.5) * 0.16;
    double[] cast = new double[3];
    for (int c = 0; c < 3; c++) {
      cast[c] = 1 + (random.nextDouble() - 0.5) * 0.24;
    }
    double grain = 0.06 * random.nextDouble();
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      double noise = (random.nextDouble() - 0.5) * grain;
      double value = ((pixels[i] - 0.5) * contrast + 0.5 + lift) * cast[i % 3] + noise;
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(1, value)) * 255);
    }
    return bytes;
  }

  private void set(int x, int y, Rgb colour) {
    int at = (y * width + x) * 3;
    pixels[at] = (float) colour.red();
    pixels[at + 1] = (float) colour.green();
    pixels[at + 2] = (float) colour.blue();
  }

  /** The first pixel whose centre is not before {@code position}, within [0, size]. */
  private static int first(double position, int size) {
    return (int) Math.max(0, Math.min(size, Math.ceil(position * size - 0.5)));
  }
}

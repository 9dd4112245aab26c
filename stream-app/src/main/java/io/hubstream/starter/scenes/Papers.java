package io.hubstream.starter.scenes;

import static io.hubstream.starter.scenes.Landscapes.range;

import java.util.SplittableRandom;

/** Painters of flat things: pages, charts, patterns. */
final class Papers {
  private Papers() {}

  static void document(Canvas canvas, SplittableRandom random) {
    paper(canvas, random);
    double margin = range(random, 0.06, 0.16);
    double pitch = range(random, 0.04, 0.075);
    Rgb ink = Rgb.grey(range(random, 0, 0.3));
    double y = margin;
    if (random.nextInt(2) == 0) {
      canvas.rect(margin, y, range(random, 0.45, 0.8), y + pitch, ink);
      y += 2 * pitch;
    }
    while (y < 1 - margin) {
      boolean last = random.nextInt(6) == 0;
      textLine(canvas, random, new Line(margin, y, last ? 0.5 : 1 - margin, pitch), ink);
      y += last ? pitch * 1.8 : pitch;
    }
  }

  /** A line of a page: left, top and right edge, and the distance to the next line. */
  private record Line(double left, double top, double right, double pitch) {}

  private static void textLine(Canvas canvas, SplittableRandom random, Line line, Rgb ink) {
    double x = line.left();
    while (x < line.right()) {
      double word = Math.min(line.right() - x, range(random, 0.02, 0.13));
      canvas.rect(x, line.top(), x + word, line.top() + line.pitch() * 0.45, ink);
      for (double gap = x + 0.012; gap < x + word; gap += 0.03) {
        canvas.rect(gap, line.top(), gap + 0.006, line.top() + line.pitch() * 0.3, Rgb.grey(0.9));
      }
      x += word + range(random, 0.012, 0.03);
    }
  }

  static void chart(Canvas canvas, SplittableRandom random) {
    paper(canvas, random);
    Rgb ink = Rgb.grey(range(random, 0, 0.4));
    canvas.line(0.12, 0.08, 0.12, 0.88, 0.02, ink);
    canvas.line(0.12, 0.88, 0.95, 0.88, 0.02, ink);
    Rgb first = Rgb.hsv(random.nextDouble(), range(random, 0.5, 0.9), range(random, 0.5, 0.9));
    if (random.nextInt(2) == 0) {
      int bars = random.nextInt(4, 11);
      double wide = 0.8 / bars;
      for (int i = 0; i < bars; i++) {
        double left = 0.15 + i * wide;
        canvas.rect(left, range(random, 0.15, 0.8), left + wide * 0.7, 0.87, first);
      }
      return;
    }
    int curves = random.nextInt(1, 4);
    for (int curve = 0; curve < curves; curve++) {
      double y = range(random, 0.2, 0.8);
      for (int i = 0; i < 8; i++) {
        double next = Math.max(0.1, Math.min(0.85, y + range(random, -0.22, 0.2)));
        double x = 0.13 + i * 0.1;
        canvas.line(x, y, x + 0.1, next, 0.025, curve == 0 ? first : first.near(random, 0.5));
        y = next;
      }
    }
  }

  static void pattern(Canvas canvas, SplittableRandom random) {
    Rgb one = Rgb.hsv(random.nextDouble(), random.nextDouble(), random.nextDouble());
    Rgb two = Rgb.hsv(random.nextDouble(), random.nextDouble(), random.nextDouble());
    if (Math.abs(one.green() - two.green()) < 0.25) {
      two = Rgb.grey(one.green() > 0.5 ? 0.1 : 0.9);
    }
    canvas.fill(one);
    double step = range(random, 0.08, 0.22);
    switch (random.nextInt(4)) {
      case 0 -> checks(canvas, step, two);
      case 1 -> dots(canvas, step, two);
      case 2 -> stripes(canvas, step, range(random, -1, 1), two);
      default -> lattice(canvas, step, two);
    }
  }

  private static void checks(Canvas canvas, double step, Rgb colour) {
    for (int row = 0; row * step < 1; row++) {
      for (int column = row % 2; column * step < 1; column += 2) {
        canvas.rect(column * step, row * step, (column + 1) * step, (row + 1) * step, colour);
      }
    }
  }

  private static void dots(Canvas canvas, double step, Rgb colour) {
    for (double y = step / 2; y < 1 + step; y += step) {
      for (double x = step / 2; x < 1 + step; x += step) {
        canvas.ellipse(x, y, step * 0.32, step * 0.32, colour);
      }
    }
  }

  private static void stripes(Canvas canvas, double step, double slant, Rgb colour) {
    boolean upright = slant > 0;
    for (double at = -1; at < 2; at += step) {
      if (upright) {
        canvas.line(at, -0.01, at + slant, 1.01, step * 0.45, colour);
      } else {
        canvas.line(-0.01, at, 1.01, at + slant, step * 0.45, colour);
      }
    }
  }

  private static void lattice(Canvas canvas, double step, Rgb colour) {
    for (double at = 0; at < 1; at += step) {
      canvas.rect(at, 0, at + step * 0.3, 1, colour);
      canvas.rect(0, at, 1, at + step * 0.3, colour);
    }
  }

  private static void paper(Canvas canvas, SplittableRandom random) {
    canvas.fill(Rgb.hsv(range(random, 0.08, 0.65), range(random, 0, 0.08), range(random, 0.85, 1)));
  }
}

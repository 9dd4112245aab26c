package io.hubstream.starter.scenes;

import java.util.SplittableRandom;

/** Painters of wide views. */
final class Landscapes {
  private Landscapes() {}

  static void beach(Canvas canvas, SplittableRandom random) {
    double horizon = range(random, 0.3, 0.55);
    double shore = range(random, 0.7, 0.9);
    daySky(canvas, random, horizon);
    Rgb sea = Rgb.hsv(range(random, 0.48, 0.62), range(random, 0.5, 0.9), range(random, 0.4, 0.8));
    canvas.gradient(horizon, shore, sea.scaled(0.8), sea.scaled(1.15));
    int waves = random.nextInt(4, 14);
    for (int i = 0; i < waves; i++) {
      double y = range(random, horizon + 0.02, shore);
      double x = range(random, -0.2, 0.9);
      canvas.line(x, y, x + range(random, 0.1, 0.4), y, 0.012, sea.mix(Rgb.grey(1), 0.5));
    }
    Rgb sand =
        Rgb.hsv(range(random, 0.09, 0.14), range(random, 0.2, 0.5), range(random, 0.7, 0.95));
    canvas.gradient(shore, 1, sand, sand.scaled(0.85));
    if (random.nextInt(3) == 0) {
      double x = range(random, 0.15, 0.85);
      canvas.triangle(
          x, horizon - 0.14, x, horizon, x + 0.09, horizon, Rgb.grey(0.95).near(random, 0.05));
    }
  }

  static void forest(Canvas canvas, SplittableRandom random) {
    double horizon = range(random, 0, 0.45);
    daySky(canvas, random, horizon + 0.02);
    double hue = range(random, 0.2, 0.4);
    canvas.gradient(horizon, 1, Rgb.hsv(hue, 0.6, 0.35), Rgb.hsv(hue, 0.6, 0.2));
    int trunks = random.nextInt(3, 10);
    for (int i = 0; i < trunks; i++) {
      double x = random.nextDouble();
      canvas.rect(x, range(random, 0.2, 0.6), x + range(random, 0.01, 0.04), 1, bark(random));
    }
    int leaves = random.nextInt(150, 420);
    for (int i = 0; i < leaves; i++) {
      double size = range(random, 0.015, 0.06);
      Rgb green = Rgb.hsv(hue + range(random, -0.05, 0.05), 0.65, range(random, 0.15, 0.75));
      double y = horizon + (1 - horizon) * random.nextDouble();
      canvas.leaf(random.nextDouble(), y, size, size * 0.6, random.nextDouble() * 3.2, green);
    }
  }

  static void mountain(Canvas canvas, SplittableRandom random) {
    double horizon = range(random, 0.6, 0.8);
    daySky(canvas, random, horizon);
    int peaks = random.nextInt(2, 6);
    for (int i = 0; i < peaks; i++) {
      double x = random.nextDouble();
      double top = range(random, 0.12, 0.45);
      double half = range(random, 0.25, 0.5);
      Rgb rock = Rgb.hsv(range(random, 0.55, 0.7), 0.15, range(random, 0.25, 0.6));
      canvas.triangle(x, top, x - half, horizon, x + half, horizon, rock);
      canvas.triangle(x, top, x, horizon, x + half, horizon, rock.scaled(0.7));
      double snow = range(random, 0.2, 0.5);
      double foot = top + (horizon - top) * snow;
      canvas.triangle(x, top, x - half * snow, foot, x + half * snow, foot, Rgb.grey(0.95));
    }
    Rgb meadow = Rgb.hsv(range(random, 0.15, 0.38), range(random, 0.2, 0.6), 0.45);
    canvas.gradient(horizon, 1, meadow, meadow.scaled(0.7));
  }

  static void sunset(Canvas canvas, SplittableRandom random) {
    double horizon = range(random, 0.55, 0.85);
    Rgb high = Rgb.hsv(range(random, 0.6, 0.9), range(random, 0.4, 0.8), range(random, 0.25, 0.6));
    Rgb low = Rgb.hsv(range(random, 0.0, 0.12), range(random, 0.7, 1), range(random, 0.8, 1));
    canvas.gradient(0, horizon, high, low);
    double x = range(random, 0.15, 0.85);
    double radius = range(random, 0.05, 0.13);
    canvas.ellipse(
        x,
        horizon - range(random, 0, 0.2),
        radius,
        radius,
        Rgb.hsv(0.13, range(random, 0, 0.6), 1));
    Rgb ground = high.scaled(range(random, 0.2, 0.6));
    canvas.gradient(horizon, 1, ground.mix(low, random.nextInt(2) * 0.5), ground);
    int hills = random.nextInt(0, 4);
    for (int i = 0; i < hills; i++) {
      canvas.ellipse(
          random.nextDouble(), 1.02, range(random, 0.2, 0.5), range(random, 0.1, 0.3), ground);
    }
  }

  static void nightSky(Canvas canvas, SplittableRandom random) {
    Rgb dark = Rgb.hsv(range(random, 0.58, 0.75), range(random, 0.3, 0.9), range(random, 0, 0.2));
    canvas.gradient(0, 1, dark, dark.mix(Rgb.hsv(0.65, 0.6, 0.35), random.nextDouble()));
    int stars = random.nextInt(30, 140);
    for (int i = 0; i < stars; i++) {
      double size = range(random, 0.006, 0.016);
      Rgb light = Rgb.grey(range(random, 0.6, 1)).near(random, 0.1);
      canvas.ellipse(random.nextDouble(), random.nextDouble(), size, size, light);
    }
    if (random.nextInt(2) == 0) {
      double x = range(random, 0.15, 0.85);
      double y = range(random, 0.15, 0.5);
      double radius = range(random, 0.05, 0.13);
      canvas.ellipse(x, y, radius, radius, Rgb.hsv(0.14, 0.15, 0.95));
      canvas.ellipse(x + radius * range(random, 0.3, 1.5), y, radius, radius, dark);
    }
  }

  static void city(Canvas canvas, SplittableRandom random) {
    boolean night = random.nextInt(3) == 0;
    if (night) {
      canvas.gradient(0, 1, Rgb.hsv(0.65, 0.6, 0.08), Rgb.hsv(0.65, 0.5, 0.25));
    } else {
      daySky(canvas, random, 1);
    }
    double x = range(random, -0.15, 0);
    while (x < 1) {
      double wide = range(random, 0.12, 0.3);
      tower(canvas, random, x, wide, night);
      x += wide * range(random, 0.8, 1.15);
    }
    canvas.rect(0, range(random, 0.92, 0.98), 1, 1, Rgb.grey(night ? 0.1 : 0.35));
  }

  private static void tower(
      Canvas canvas, SplittableRandom random, double left, double wide, boolean night) {
    double top = range(random, 0.1, 0.65);
    double value = night ? range(random, 0.05, 0.2) : range(random, 0.25, 0.75);
    Rgb wall = Rgb.hsv(random.nextDouble(), range(random, 0, 0.3), value);
    canvas.rect(left, top, left + wide, 1, wall);
    Rgb pane = night ? Rgb.hsv(0.13, 0.6, 0.95) : Rgb.hsv(0.57, 0.3, random.nextInt(2) * 0.6 + 0.2);
    double step = range(random, 0.05, 0.09);
    for (double y = top + step / 2; y < 0.95; y += step) {
      for (double x = left + step / 3; x < left + wide - step / 2; x += step) {
        boolean dark = night && random.nextInt(3) == 0;
        canvas.rect(x, y, x + step * 0.5, y + step * 0.55, dark ? wall.scaled(0.7) : pane);
      }
    }
  }

  private static void daySky(Canvas canvas, SplittableRandom random, double horizon) {
    double hue = range(random, 0.53, 0.64);
    double saturation = range(random, 0.05, 0.75);
    Rgb high = Rgb.hsv(hue, saturation, range(random, 0.6, 1));
    canvas.gradient(0, horizon, high, high.mix(Rgb.grey(1), range(random, 0.2, 0.8)));
    int clouds = random.nextInt(0, 5);
    for (int i = 0; i < clouds; i++) {
      double x = random.nextDouble();
      double y = horizon * range(random, 0.1, 0.6);
      for (int puff = 0; puff < 4; puff++) {
        double size = range(random, 0.03, 0.09) * Math.min(1, horizon * 2);
        canvas.ellipse(x + puff * size, y, size * 1.4, size * 0.7, Rgb.grey(0.96));
      }
    }
  }

  private static Rgb bark(SplittableRandom random) {
    return Rgb.hsv(range(random, 0.05, 0.1), range(random, 0.3, 0.6), range(random, 0.12, 0.4));
  }

  /** A number drawn evenly from [low, high). */
  static double range(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}

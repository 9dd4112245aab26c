package io.hubstream.starter.scenes;

import static io.hubstream.starter.scenes.Landscapes.range;

import java.util.SplittableRandom;

/** Painters of one thing in the middle: a flower, a plate, a face. */
final class Things {
  private Things() {}

  static void flower(Canvas canvas, SplittableRandom random) {
    Rgb ground =
        Rgb.hsv(range(random, 0.2, 0.6), range(random, 0.2, 0.7), range(random, 0.2, 0.85));
    canvas.gradient(0, 1, ground, ground.scaled(range(random, 0.6, 1.1)));
    double x = range(random, 0.38, 0.62);
    double y = range(random, 0.3, 0.5);
    Rgb stem = Rgb.hsv(0.32, 0.7, range(random, 0.25, 0.5));
    canvas.line(x, y, x + range(random, -0.1, 0.1), 1.05, 0.03, stem);
    canvas.leaf(x + 0.1, 0.8, 0.12, 0.045, -0.6, stem.scaled(1.2));
    double hue = random.nextInt(3) == 0 ? range(random, 0.1, 0.17) : range(random, 0.7, 1.05);
    Rgb petal = Rgb.hsv(hue, range(random, 0.3, 0.95), range(random, 0.7, 1));
    int petals = random.nextInt(5, 13);
    double reach = range(random, 0.13, 0.24);
    double turn = random.nextDouble();
    for (int i = 0; i < petals; i++) {
      double angle = turn + i * 2 * Math.PI / petals;
      double px = x + reach * StrictMath.cos(angle);
      double py = y + reach * StrictMath.sin(angle);
      Rgb shade = i % 2 == 0 ? petal : petal.scaled(0.85);
      canvas.leaf(px, py, reach * 0.85, reach * 1.9 / petals + 0.03, angle, shade);
    }
    canvas.ellipse(x, y, reach * 0.45, reach * 0.45, Rgb.hsv(range(random, 0.05, 0.16), 0.8, 0.8));
  }

  static void food(Canvas canvas, SplittableRandom random) {
    Rgb table = Rgb.hsv(random.nextDouble(), range(random, 0.1, 0.5), range(random, 0.2, 0.7));
    canvas.fill(table);
    double x = range(random, 0.45, 0.55);
    double y = range(random, 0.45, 0.55);
    double plate = range(random, 0.36, 0.46);
    canvas.ellipse(x + 0.01, y + 0.02, plate + 0.01, plate + 0.01, table.scaled(0.6));
    canvas.ellipse(x, y, plate, plate, Rgb.grey(range(random, 0.8, 1)));
    canvas.ellipse(x, y, plate * 0.78, plate * 0.78, Rgb.grey(range(random, 0.7, 0.95)));
    int bites = random.nextInt(4, 14);
    double hue = range(random, 0, 0.3);
    for (int i = 0; i < bites; i++) {
      double angle = random.nextDouble() * 2 * Math.PI;
      double away = plate * 0.55 * Math.sqrt(random.nextDouble());
      double size = range(random, 0.05, 0.13);
      Rgb colour = Rgb.hsv(hue + range(random, -0.08, 0.08), range(random, 0.6, 0.95), 0.75);
      double bx = x + away * StrictMath.cos(angle);
      double by = y + away * StrictMath.sin(angle);
      canvas.ellipse(bx, by, size, size, colour.scaled(0.75));
      canvas.ellipse(bx - size * 0.15, by - size * 0.15, size * 0.75, size * 0.75, colour);
    }
  }

  static void portrait(Canvas canvas, SplittableRandom random) {
    Rgb wall = Rgb.hsv(random.nextDouble(), range(random, 0, 0.5), range(random, 0.2, 0.95));
    canvas.gradient(0, 1, wall, wall.scaled(range(random, 0.7, 1)));
    double x = range(random, 0.4, 0.6);
    double y = range(random, 0.36, 0.48);
    double head = range(random, 0.14, 0.2);
    Rgb clothes = Rgb.hsv(random.nextDouble(), random.nextDouble(), range(random, 0.1, 0.9));
    Rgb skin = Rgb.hsv(range(random, 0.04, 0.09), range(random, 0.25, 0.65), range(random, 0.3, 1));
    Rgb hair = Rgb.hsv(range(random, 0.03, 0.13), range(random, 0.2, 0.8), range(random, 0, 0.7));
    double tall = head * 1.3;
    canvas.ellipse(x, y - head * 0.25, head * 1.2, tall * 1.05, hair);
    if (random.nextInt(2) == 0) {
      canvas.rect(x - head * 1.2, y - head * 0.2, x + head * 1.2, y + tall * 1.2, hair);
    }
    canvas.ellipse(x, 1.05, range(random, 0.32, 0.45), 0.35, clothes);
    canvas.rect(x - head * 0.4, y, x + head * 0.4, y + tall * 1.4, skin.scaled(0.85));
    canvas.ellipse(x, y, head, tall, skin);
    Rgb dark = Rgb.grey(0.1);
    canvas.ellipse(x - head * 0.4, y - head * 0.1, head * 0.15, head * 0.12, dark);
    canvas.ellipse(x + head * 0.4, y - head * 0.1, head * 0.15, head * 0.12, dark);
    canvas.line(x, y, x - head * 0.1, y + head * 0.4, 0.015, skin.scaled(0.7));
    canvas.ellipse(x, y + tall * 0.6, head * 0.35, head * 0.1, Rgb.hsv(0, 0.5, 0.6));
  }
}

package io.hubstream.starter.scenes;

import java.util.SplittableRandom;

/** A colour: red, green and blue, each in [0,1] (values outside are cut when a canvas is read). */
public record Rgb(double red, double green, double blue) {

  static Rgb grey(double level) {
    return new Rgb(level, level, level);
  }

  /** Colour from hue in turns (0 red, 1/3 green, 2/3 blue), saturation and value, both in [0,1]. */
  static Rgb hsv(double hue, double saturation, double value) {
    double h = (hue - Math.floor(hue)) * 6;
    return new Rgb(
        channel(h, 5, saturation, value),
        channel(h, 3, saturation, value),
        channel(h, 1, saturation, value));
  }

  private static double channel(double h, int offset, double saturation, double value) {
    double k = (offset + h) % 6;
    return value - value * saturation * Math.max(0, Math.min(Math.min(k, 4 - k), 1));
  }

  /** The mix of this colour and {@code share} of another. */
  Rgb mix(Rgb other, double share) {
    return new Rgb(
        red + (other.red - red) * share,
        green + (other.green - green) * share,
        blue + (other.blue - blue) * share);
  }

  Rgb scaled(double factor) {
    return new Rgb(red * factor, green * factor, blue * factor);
  }

  /** This colour, each channel moved by at most {@code amount}. */
  Rgb near(SplittableRandom random, double amount) {
    return new Rgb(
        red + (random.nextDouble() * 2 - 1) * amount,
        green + (random.nextDouble() * 2 - 1) * amount,
        blue + (random.nextDouble() * 2 - 1) * amount);
  }
}

package io.hubstream.starter.scenes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The kinds of picture that the project can paint; each is one class of the starter classifier. */
public enum Scene {
  BEACH(Landscapes::beach),
  CHART(Papers::chart),
  CITY(Landscapes::city),
  DOCUMENT(Papers::document),
  FLOWER(Things::flower),
  FOOD(Things::food),
  FOREST(Landscapes::forest),
  MOUNTAIN(Landscapes::mountain),
  NIGHT_SKY(Landscapes::nightSky),
  PATTERN(Papers::pattern),
  PORTRAIT(Things::portrait),
  SUNSET(Landscapes::sunset);

  private final Painter painter;

  Scene(Painter painter) {
    this.painter = painter;
  }

  /** Name of the class, as it stands in the model's labels: {@code night-sky}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All labels, in the order of the classifier's output. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Scene::label).toList();
  }

  /**
   * Paints one picture of this kind; the same seed gives the same bytes on every machine.
   *
   * @param width pixels
   * @param height pixels
   * @return RGB bytes, row by row: {@code height * width * 3} values
   */
  public byte[] paint(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + ordinal());
    Canvas canvas = new Canvas(width, height);
    painter.paint(canvas, random);
    return canvas.develop(random);
  }

  /** Paints one kind of picture on an empty canvas. */
  @FunctionalInterface
  interface Painter {
    void paint(Canvas canvas, SplittableRandom random);
  }
}

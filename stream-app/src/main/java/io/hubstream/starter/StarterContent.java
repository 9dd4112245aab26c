package io.hubstream.starter;

import io.hubstream.starter.languages.Language;
import io.hubstream.starter.languages.LocaleStrings;
import io.hubstream.starter.scenes.Scene;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Sample content for the demo, made by the project itself: painted scenes, and short documents in
 * many languages. The starter models learned from none of these pictures and texts, nor from the
 * names in the texts.
 */
public final class StarterContent {
  /** Number of files that show every scene, language and format. */
  public static final int DEFAULT_COUNT = 60;

  private static final List<String> PICTURE_FORMATS = List.of("jpg", "png", "bmp", "gif");
  private static final int[][] SIZES = {{320, 240}, {256, 256}, {240, 320}, {400, 225}};

  private StarterContent() {}

  /**
   * Writes {@code count} files, about three pictures for every two documents, and overwrites files
   * of the same names. The same seed gives the same content on one JDK. A file's name says what it
   * holds: {@code forest-03.jpg}, {@code pl-07.md}. Works without a display.
   *
   * @param folder created if need be
   * @return the files, in a fixed order in which kinds, scenes and languages are mixed
   * @throws IOException if a file cannot be written
   */
  public static List<Path> write(Path folder, long seed, int count) throws IOException {
    Files.createDirectories(folder);
    List<Map.Entry<String, LocaleStrings>> languages =
        List.copyOf(LocaleStrings.of(Language.known()).entrySet());
    List<Path> files = new ArrayList<>();
    int pictures = 0;
    for (int i = 0; i < count; i++) {
      if (i % 5 % 2 == 0) {
        files.add(writePicture(folder, seed, pictures++));
      } else {
        int number = i - pictures;
        files.add(
            writeDocument(
                folder,
                seed,
                number,
                languages.get(Math.floorMod(number * 7L + seed, languages.size()))));
      }
    }
    return files;
  }

  private static Path writePicture(Path folder, long seed, int number) throws IOException {
    Scene[] scenes = Scene.values();
    Scene scene = scenes[number % scenes.length];
    int turn = number / scenes.length;
    int[] size = SIZES[(number + turn) % SIZES.length];
    String format = PICTURE_FORMATS.get((number + turn) % PICTURE_FORMATS.size());
    Path file = folder.resolve("%s-%02d.%s".formatted(scene.label(), turn + 1, format));
    writeScene(file, scene, size, PictureExamples.CONTENT_SEED + seed * 1000 + turn);
    return file;
  }

  /**
   * Paints a scene.
   *
   * @param file its ending is the format
   * @param size width and height, in pixels
   */
  static void writeScene(Path file, Scene scene, int[] size, long seed) throws IOException {
    String name = String.valueOf(file.getFileName());
    String format = name.substring(name.lastIndexOf('.') + 1);
    byte[] rgb = scene.paint(size[0], size[1], seed);
    if (!ImageIO.write(image(rgb, size[0], size[1]), format, file.toFile())) {
      throw new IOException("this JDK writes no " + format + " pictures");
    }
  }

  private static BufferedImage image(byte[] rgb, int width, int height) {
    int[] colours = new int[width * height];
    for (int i = 0; i < colours.length; i++) {
      colours[i] =
          (rgb[i * 3] & 0xff) << 16 | (rgb[i * 3 + 1] & 0xff) << 8 | (rgb[i * 3 + 2] & 0xff);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, colours, 0, width);
    return image;
  }

  private static Path writeDocument(
      Path folder, long seed, int number, Map.Entry<String, LocaleStrings> language)
      throws IOException {
    long documentSeed = TextExamples.CONTENT_SEED + seed * 1000 + number;
    SampleDocument document =
        SampleDocument.of(
            language.getKey(), language.getValue(), new SplittableRandom(documentSeed));
    SampleDocument.Format format =
        SampleDocument.Format.values()[number % SampleDocument.Format.values().length];
    String ending = format.name().toLowerCase(Locale.ROOT);
    Path file = folder.resolve("%s-%02d.%s".formatted(language.getKey(), number + 1, ending));
    return Files.writeString(file, document.as(format));
  }
}

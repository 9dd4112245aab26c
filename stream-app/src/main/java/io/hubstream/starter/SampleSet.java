package io.hubstream.starter;

import io.hubstream.starter.languages.Language;
import io.hubstream.starter.languages.LocaleStrings;
import io.hubstream.starter.languages.SmallWords;
import io.hubstream.starter.languages.TextComposer;
import io.hubstream.starter.scenes.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Sets of sample content for measurements. Nothing in them needs a document parser, whose work is
 * done by processes of its own.
 */
public enum SampleSet {
  /** Pictures and texts, three to two. */
  MIXED(36, 24),

  /** JPEG from 160 x 120 to 1024 x 768 and PNG up to 640 x 480, four JPEG for each PNG. */
  PICTURES(60, 0),

  /** JPEG and PNG of 32 x 32 and of 96 x 96, as many of each. */
  SMALL_PICTURES(96, 0),

  /** Plain texts of 1 to 30 kB in many languages. */
  TEXT(0, 120);

  private static final int[][] SIZES = {
    {160, 120}, {320, 240}, {640, 480}, {480, 640}, {800, 600}, {1024, 768}
  };
  private static final int[][] PNG_SIZES = {{160, 120}, {320, 240}, {640, 480}};
  private static final int[][] SMALL_SIZES = {{32, 32}, {96, 96}};
  private static final int PNG_EVERY = 5;
  private static final int SHORTEST_TEXT = 1_000;
  private static final int LONGEST_TEXT = 30_000;

  private final int pictures;
  private final int texts;

  SampleSet(int pictures, int texts) {
    this.pictures = pictures;
    this.texts = texts;
  }

  /**
   * Writes the set; the same seed gives the same content on one JDK.
   *
   * @param folder created if need be
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < pictures; i++) {
      writePicture(folder, seed, i);
    }
    if (texts > 0) {
      writeTexts(folder, seed);
    }
  }

  private void writePicture(Path folder, long seed, int number) throws IOException {
    Scene[] scenes = Scene.values();
    Scene scene = scenes[number % scenes.length];
    boolean small = this == SMALL_PICTURES;
    boolean png = small ? number / 2 % 2 == 0 : number % PNG_EVERY == PNG_EVERY - 1;
    int[][] sizes = small ? SMALL_SIZES : png ? PNG_SIZES : SIZES;
    int[] size = sizes[(png && !small ? number / PNG_EVERY : number) % sizes.length];
    StarterContent.writeScene(
        folder.resolve("picture-%03d.%s".formatted(number, png ? "png" : "jpg")),
        scene,
        size,
        PictureExamples.CONTENT_SEED + seed * 1000 + number);
  }

  /** Lengths are spread so that each doubling has as many texts. */
  private void writeTexts(Path folder, long seed) throws IOException {
    List<Map.Entry<String, LocaleStrings>> languages =
        List.copyOf(LocaleStrings.of(Language.known()).entrySet());
    SplittableRandom random = new SplittableRandom(TextExamples.CONTENT_SEED + seed);
    double ratio = (double) LONGEST_TEXT / SHORTEST_TEXT;
    for (int i = 0; i < texts; i++) {
      Map.Entry<String, LocaleStrings> language = languages.get(i % languages.size());
      int bytes = (int) (SHORTEST_TEXT * Math.pow(ratio, random.nextDouble()));
      TextComposer composer =
          new TextComposer(
              language.getKey(),
              language.getValue().heldOut(),
              SmallWords.of(language.getKey()),
              random.nextLong());
      Files.writeString(
          folder.resolve("text-%03d.txt".formatted(i)), cut(composer.text(bytes), bytes));
    }
  }

  /** As much of the text as fits into so many bytes of UTF-8. */
  private static String cut(String text, int bytes) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (used > bytes) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }
}

package io.hubstream.starter.languages;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The small words that hold sentences together, which lists of names lack: about fifty of each
 * language, written down for this project.
 */
public final class SmallWords {
  private static final String RESOURCE = "small-words.txt";

  private SmallWords() {}

  /** Small words of a language; none for a language that has no list. */
  public static List<String> of(String tag) {
    try (InputStream in = SmallWords.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is not on the class path");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines
          .lines()
          .filter(line -> line.startsWith(tag + " "))
          .flatMap(line -> Arrays.stream(line.split(" ")).skip(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.hubstream.starter.languages;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The languages that the starter text model may know: those whose names the JDK can write. */
public final class Language {
  private static final List<String> TAGS =
      List.of(
          "ar", "bg", "cs", "cy", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id",
          "it", "ja", "ko", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh");

  private Language() {}

  /** Tags of all languages that are wanted, whether or not this JDK has data for them. */
  public static List<String> wanted() {
    return TAGS;
  }

  /**
   * Tags of the languages this JDK has locale data for, in the order of the classifier's output.
   *
   * @throws IllegalStateException if it has data for fewer than ten of them, as a runtime image
   *     without the module {@code jdk.localedata} does
   */
  public static List<String> known() {
    Set<String> there = new HashSet<>();
    Arrays.stream(Locale.getAvailableLocales())
        .forEach(locale -> there.add(locale.toLanguageTag()));
    List<String> known = TAGS.stream().filter(there::contains).toList();
    if (known.size() < 10) {
      throw new IllegalStateException(
          "this JDK has locale data for "
              + known
              + " alone; the starter text model needs a runtime image with the module"
              + " jdk.localedata");
    }
    return known;
  }

  /** Tags of the languages that are wanted but that this JDK has no data for. */
  public static List<String> missing() {
    List<String> known = known();
    return TAGS.stream().filter(tag -> !known.contains(tag)).toList();
  }
}

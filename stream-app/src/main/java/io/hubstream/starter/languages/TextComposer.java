package io.hubstream.starter.languages;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Strings together names and small words of one language to texts of a wanted length: some like a
 * list, some as thick with small words as prose. Owned by one thread.
 */
public final class TextComposer {
  private static final List<String> JOINS = List.of(" ", " ", ", ", ". ", "; ", " – ", "\n", ": ");

  private static final String LETTERS = "aaabcddeeeefghiiijklmnnoooprrsssttuvxyz";
  private static final List<String> UNSPACED = List.of("ja", "th", "zh");

  private final List<String> names;
  private final List<String> smallWords;
  private final String space;
  private final Locale locale;
  private final SplittableRandom random;

  /**
   * @param tag language of the names
   * @param names at least one
   * @param smallWords words to set between them; none for bare lists
   */
  public TextComposer(String tag, List<String> names, List<String> smallWords, long seed) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no names in " + tag);
    }
    this.names = List.copyOf(names);
    this.smallWords = List.copyOf(smallWords);
    this.space = UNSPACED.contains(tag) ? "" : " ";
    this.locale = Locale.forLanguageTag(tag);
    this.random = new SplittableRandom(seed * 1_000_003 + tag.hashCode());
  }

  /** A text of {@code characters} UTF-16 units, or one less where a character would be cut. */
  public String text(int characters) {
    StringBuilder text = new StringBuilder();
    boolean shouting = random.nextInt(20) == 0;
    boolean technical = random.nextInt(4) == 0;
    int thickness = smallWords.isEmpty() ? 0 : random.nextInt(4);
    while (text.length() < characters) {
      for (int i = 0; i < thickness; i++) {
        text.append(smallWords.get(random.nextInt(smallWords.size()))).append(space);
      }
      String name = name();
      text.append(shouting ? name.toUpperCase(locale) : name);
      text.append(JOINS.get(random.nextInt(JOINS.size())));
      if (technical && random.nextInt(2) == 0) {
        appendCode(text);
      } else if (random.nextInt(8) == 0) {
        text.append(random.nextInt(3000)).append(' ');
      }
    }
    int end = characters;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Appends a word of no language, such as a product or a file name in a text of any language. */
  private void appendCode(StringBuilder text) {
    int length = random.nextInt(3, 10);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    text.append(' ');
  }

  /** One of the names. */
  public String name() {
    return names.get(random.nextInt(names.size()));
  }
}

package io.hubstream.starter;

import io.hubstream.starter.languages.JdkProse;
import io.hubstream.starter.languages.LocaleStrings;
import io.hubstream.starter.languages.SmallWords;
import io.hubstream.starter.languages.TextComposer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Texts with their labels.
 *
 * @param texts at most a few thousand characters each
 * @param labels index of the language
 */
record TextExamples(List<String> texts, int[] labels) {
  private static final int[] LEARNING_LENGTHS = {30, 80, 200, 500, 1500};
  private static final long LEARNING_SEED = 1_000_000;
  private static final long HELD_OUT_SEED = 2_000_000;

  /** First seed of the documents that {@link StarterContent} writes. */
  static final long CONTENT_SEED = 3_000_000;

  /** Texts of names and small words to learn from, of many lengths. */
  static TextExamples learning(Map<String, LocaleStrings> languages, int perLanguage) {
    Collector collector = new Collector();
    int label = 0;
    for (Map.Entry<String, LocaleStrings> language : languages.entrySet()) {
      TextComposer composer =
          new TextComposer(
              language.getKey(),
              language.getValue().learning(),
              SmallWords.of(language.getKey()),
              LEARNING_SEED);
      for (int i = 0; i < perLanguage; i++) {
        collector.add(composer.text(LEARNING_LENGTHS[i % LEARNING_LENGTHS.length]), label);
      }
      label++;
    }
    return collector.examples();
  }

  /** Texts of names alone, none of which was learned from. */
  static TextExamples heldOut(
      Map<String, LocaleStrings> languages, int perLanguage, int characters) {
    Collector collector = new Collector();
    int label = 0;
    for (Map.Entry<String, LocaleStrings> language : languages.entrySet()) {
      TextComposer composer =
          new TextComposer(
              language.getKey(),
              language.getValue().heldOut(),
              List.of(),
              HELD_OUT_SEED + characters);
      for (int i = 0; i < perLanguage; i++) {
        collector.add(composer.text(characters), label);
      }
      label++;
    }
    return collector.examples();
  }

  /** Whole sentences, for those languages that the JDK's own messages are translated to. */
  static TextExamples prose(Map<String, LocaleStrings> languages, int perLanguage, int characters) {
    Collector collector = new Collector();
    int label = 0;
    for (String tag : languages.keySet()) {
      List<String> pieces = JdkProse.pieces(tag, characters);
      for (String piece : pieces.subList(0, Math.min(perLanguage, pieces.size()))) {
        collector.add(piece, label);
      }
      label++;
    }
    return collector.examples();
  }

  private static final class Collector {
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    void add(String text, int label) {
      texts.add(text);
      labels.add(label);
    }

    TextExamples examples() {
      return new TextExamples(texts, labels.stream().mapToInt(Integer::intValue).toArray());
    }
  }
}

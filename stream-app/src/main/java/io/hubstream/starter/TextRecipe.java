package io.hubstream.starter;

import io.hubstream.content.TextPreprocessing;
import io.hubstream.starter.graphs.FeatureExtractor;
import io.hubstream.starter.graphs.ServedStarter;
import io.hubstream.starter.graphs.ServedStarter.Answer;
import io.hubstream.starter.graphs.StarterGraph;
import io.hubstream.starter.languages.Language;
import io.hubstream.starter.languages.LocaleStrings;
import io.hubstream.starter.learning.HeadTrainer;
import io.hubstream.starter.learning.LearnedHead;
import io.hubstream.starter.learning.SparseRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code starter-text}: what language a text is written in. */
final class TextRecipe implements Recipe {
  private static final String NAME = "starter-text";
  private static final int DIMENSION = 64;
  private static final int HELD_OUT_PER_LANGUAGE = 40;
  private static final int HELD_OUT_CHARACTERS = 200;

  private final Corpus corpus;
  private final Version version;
  private final StarterGraph graph;

  /** What makes one version differ from another. */
  private record Version(
      int number, int longestGram, int buckets, int perLanguage, String change) {}

  /** The strings of all languages, read when first asked for: that takes about a second. */
  private static final class Corpus {
    private final List<String> tags = Language.known();
    private @Nullable Map<String, LocaleStrings> languages;

    Map<String, LocaleStrings> languages() {
      if (languages == null) {
        languages = LocaleStrings.of(tags);
      }
      return languages;
    }
  }

  private TextRecipe(Corpus corpus, Version version) {
    this.corpus = corpus;
    this.version = version;
    this.graph = StarterGraph.ofTexts(version.longestGram(), version.buckets());
  }

  static List<Recipe> all() {
    Corpus corpus = new Corpus();
    return List.of(
        new TextRecipe(corpus, new Version(1, 1, 512, 25, "The first one: counts letters.")),
        new TextRecipe(
            corpus,
            new Version(
                2,
                3,
                4096,
                100,
                "Counts runs of one to three letters, and learned from more texts.")));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return version.number();
  }

  @Override
  public StarterModel.Story story() {
    return new StarterModel.Story(
        "Says which language a text is written in, and embeds it by its letters.",
        "The JDK's locale data (Unicode CLDR, "
            + "names of languages, countries, currencies, time zones and dates) and a list of some"
            + " fifty small words of each language, written for this project: "
            + version.perLanguage()
            + " texts of each language composed with fixed seeds; softmax regression on counts of"
            + " hashed character n-grams that the graph itself computes; the embedding is an"
            + " orthogonal projection of them, along the directions of the languages and fixed"
            + " random ones.",
        version.change());
  }

  @Override
  public StarterModel.Contract contract() {
    return Contracts.of(TextPreprocessing.DEFAULT, DIMENSION);
  }

  @Override
  public List<String> labels() {
    return corpus.tags;
  }

  @Override
  public List<String> limits() {
    List<String> limits = new ArrayList<>();
    limits.add(
        "It learned from names and small words, not from sentences, so it does better on names than"
            + " on prose, and worse on short texts than on long ones.");
    limits.add(
        "It looks at the first "
            + StarterGraph.maxCharacters()
            + " characters, and at letters only.");
    limits.add(
        "It always names one of its languages. A language that it does not know is taken for a"
            + " relative (Norwegian for Danish, say).");
    limits.add("The embedding says which letters a text uses; it knows nothing of what it means.");
    List<String> missing = Language.missing();
    if (!missing.isEmpty()) {
      limits.add("Left out, because the JDK that built it has no locale data for them: " + missing);
    }
    return limits;
  }

  @Override
  public StarterGraph graph() {
    return graph;
  }

  @Override
  public LearnedHead train() {
    TextExamples examples = TextExamples.learning(corpus.languages(), version.perLanguage());
    try (FeatureExtractor extractor = new FeatureExtractor(graph)) {
      List<SparseRow> rows = extractor.ofTexts(examples.texts());
      return new HeadTrainer(DIMENSION, labels().size())
          .fitCounts(rows, examples.labels(), extractor.width());
    }
  }

  @Override
  public Evidence measure(ServedStarter served) {
    TextExamples main = heldOut(HELD_OUT_CHARACTERS);
    List<Answer> answers = served.ofTexts(main.texts());
    List<Evidence.Measure> measures = new ArrayList<>();
    for (int characters : new int[] {40, 2000}) {
      TextExamples more = heldOut(characters);
      measures.add(
          new Evidence.Measure(
              "accuracy on held-out names, " + characters + " characters",
              Measuring.accuracy(served.ofTexts(more.texts()), more.labels())));
    }
    for (int characters : new int[] {200, 1000}) {
      TextExamples prose = TextExamples.prose(corpus.languages(), 20, characters);
      if (prose.labels().length > 0) {
        measures.add(
            new Evidence.Measure(
                proseName(prose, characters),
                Measuring.accuracy(served.ofTexts(prose.texts()), prose.labels())));
      }
    }
    measures.add(
        new Evidence.Measure(
            "held-out texts whose nearest neighbour by embedding is of the same language",
            Measuring.neighbourAccuracy(answers, main.labels())));
    return new Evidence(
        version.perLanguage() * labels().size(),
        main.labels().length,
        Measuring.accuracy(answers, main.labels()),
        measures);
  }

  private TextExamples heldOut(int characters) {
    return TextExamples.heldOut(corpus.languages(), HELD_OUT_PER_LANGUAGE, characters);
  }

  private String proseName(TextExamples prose, int characters) {
    List<String> tags = new ArrayList<>();
    for (int label : prose.labels()) {
      if (!tags.contains(labels().get(label))) {
        tags.add(labels().get(label));
      }
    }
    return "accuracy on sentences, "
        + characters
        + " characters of the JDK's messages in "
        + String.join(" ", tags);
  }
}

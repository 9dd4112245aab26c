package io.hubstream.serving;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one golden sample went.
 *
 * @param file which one
 * @param tolerance what it may be off by
 * @param embeddingDifference length of the embedding's difference as a share of the expected length
 * @param scoreDifference greatest difference of a class score
 * @param labels the highest class
 * @param problem why it did not pass, with its figures; empty when it did
 */
public record GoldenResult(
    String file,
    double tolerance,
    OptionalDouble embeddingDifference,
    OptionalDouble scoreDifference,
    Labels labels,
    Optional<String> problem) {

  /** The highest class, expected and given; empty for a model without classes. */
  public record Labels(Optional<String> expected, Optional<String> given) {
    static final Labels NONE = new Labels(Optional.empty(), Optional.empty());
  }

  /** One that could not be compared. */
  static GoldenResult failed(GoldenSample sample, String why) {
    return new GoldenResult(
        sample.file(),
        sample.tolerance(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        new Labels(sample.topLabel(), Optional.empty()),
        Optional.of("golden sample '%s': %s".formatted(sample.file(), why)));
  }

  /** Compares what a model gave with what is expected. */
  static GoldenResult compare(GoldenSample sample, ModelOutput given, Optional<String> label) {
    String mismatch = mismatch(sample.expected(), given);
    if (!mismatch.isEmpty()) {
      return failed(sample, mismatch);
    }
    OptionalDouble embedding =
        sample.expected().embedding().isPresent()
            ? OptionalDouble.of(
                Vectors.relativeDifference(
                    sample.expected().embedding().get(), given.embedding().orElseThrow()))
            : OptionalDouble.empty();
    OptionalDouble scores =
        sample.expected().scores().isPresent()
            ? OptionalDouble.of(
                Vectors.greatestDifference(
                    sample.expected().scores().get(), given.scores().orElseThrow()))
            : OptionalDouble.empty();
    Labels labels = new Labels(sample.topLabel(), label);
    return new GoldenResult(
        sample.file(),
        sample.tolerance(),
        embedding,
        scores,
        labels,
        problem(sample, embedding, scores, labels));
  }

  private static String mismatch(ModelOutput expected, ModelOutput given) {
    int wanted = expected.embedding().map(v -> v.length).orElse(-1);
    int got = given.embedding().map(v -> v.length).orElse(-1);
    if (wanted >= 0 && wanted != got) {
      return "expected an embedding of %d values, got %s".formatted(wanted, got < 0 ? "none" : got);
    }
    int classes = expected.scores().map(v -> v.length).orElse(-1);
    int scores = given.scores().map(v -> v.length).orElse(-1);
    if (classes >= 0 && classes != scores) {
      return "expected scores of %d classes, got %s"
          .formatted(classes, scores < 0 ? "none" : scores);
    }
    return SampleRun.isFinite(given) ? "" : "the model gave NaN or infinite values";
  }

  private static Optional<String> problem(
      GoldenSample sample, OptionalDouble embedding, OptionalDouble scores, Labels labels) {
    StringBuilder why = new StringBuilder();
    if (embedding.isPresent() && embedding.getAsDouble() > sample.tolerance()) {
      why.append(
          "the embedding is off by %s of its length".formatted(shown(embedding.getAsDouble())));
    }
    if (scores.isPresent() && scores.getAsDouble() > sample.tolerance()) {
      why.append(why.isEmpty() ? "" : ", ")
          .append(
              "a score is off by %s (expected '%s' on top, got '%s')"
                  .formatted(
                      shown(scores.getAsDouble()),
                      labels.expected().orElse("-"),
                      labels.given().orElse("-")));
    }
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "golden sample '%s': %s; the tolerance is %s"
                .formatted(sample.file(), why, shown(sample.tolerance())));
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}

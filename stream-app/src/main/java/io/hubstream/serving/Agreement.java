package io.hubstream.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far two versions agree on the same content.
 *
 * @param files items that both versions took
 * @param topOne share of the items for which both give the same highest class; empty where one of
 *     them gives no classes
 * @param distances of the embeddings; empty where they cannot be compared
 * @param disagreements items with different highest classes
 */
public record Agreement(
    int files,
    OptionalDouble topOne,
    Optional<Distances> distances,
    List<Disagreement> disagreements) {

  public Agreement {
    disagreements = List.copyOf(disagreements);
  }

  /** Cosine distances: 0 for the same direction, 1 for a right angle, 2 for the opposite one. */
  public record Distances(double mean, double p95, double max) {}

  /** One item, and its highest class by each version. */
  public record Disagreement(String file, String candidate, String against) {}

  /** Gathers one item after the other. One thread's. */
  public static final class Tally {
    private static final double P95 = 0.95;

    private final ModelSpec candidate;
    private final ModelSpec against;
    private final List<Double> distances = new ArrayList<>();
    private final List<Disagreement> disagreements = new ArrayList<>();
    private int files;
    private int labelled;

    /** Starts with nothing. */
    public Tally(ModelSpec candidate, ModelSpec against) {
      this.candidate = candidate;
      this.against = against;
    }

    /** What both versions made of an item. */
    public void add(String file, ModelOutput byCandidate, ModelOutput byAgainst) {
      files++;
      Optional<String> one = SampleRun.topLabel(candidate, byCandidate);
      Optional<String> other = SampleRun.topLabel(against, byAgainst);
      if (one.isPresent() && other.isPresent()) {
        labelled++;
        if (!one.equals(other)) {
          disagreements.add(new Disagreement(file, one.get(), other.get()));
        }
      }
      if (byCandidate.embedding().isPresent()
          && byAgainst.embedding().isPresent()
          && byCandidate.embedding().get().length == byAgainst.embedding().get().length) {
        distances.add(
            Vectors.cosineDistance(byCandidate.embedding().get(), byAgainst.embedding().get()));
      }
    }

    /** The figures so far. */
    public Agreement agreement() {
      return new Agreement(
          files,
          labelled == 0
              ? OptionalDouble.empty()
              : OptionalDouble.of(1 - (double) disagreements.size() / labelled),
          summarised(),
          disagreements);
    }

    private Optional<Distances> summarised() {
      if (distances.isEmpty()) {
        return Optional.empty();
      }
      List<Double> sorted = distances.stream().sorted().toList();
      int p95 = (int) Math.ceil(P95 * sorted.size()) - 1;
      double mean = sorted.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      return Optional.of(new Distances(mean, sorted.get(p95), sorted.get(sorted.size() - 1)));
    }
  }
}

package io.hubstream.demo;

import io.hubstream.content.Embedding;
import io.hubstream.content.ModelResult;
import io.hubstream.records.EnrichedView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds for a result the other one whose embedding is nearest, in the same space. Pure. */
final class Neighbours {
  private record Point(String contentId, Embedding embedding) {}

  private final List<Point> points = new ArrayList<>();

  Neighbours(List<EnrichedView> results) {
    for (EnrichedView result : results) {
      embeddings(result).forEach(e -> points.add(new Point(result.contentId(), e)));
    }
  }

  /**
   * @param similarity cosine, -1 to 1
   */
  record Neighbour(String contentId, double similarity) {}

  /** The nearest by the first embedding of the result that has company in its space. */
  Optional<Neighbour> nearest(EnrichedView result) {
    for (Embedding embedding : embeddings(result)) {
      Optional<Neighbour> nearest = nearest(result.contentId(), embedding);
      if (nearest.isPresent()) {
        return nearest;
      }
    }
    return Optional.empty();
  }

  private Optional<Neighbour> nearest(String contentId, Embedding embedding) {
    Neighbour best = null;
    for (Point point : points) {
      boolean same = point.contentId().equals(contentId);
      if (!same && point.embedding().spaceId().equals(embedding.spaceId())) {
        double similarity = cosine(embedding.vector(), point.embedding().vector());
        if (best == null || similarity > best.similarity()) {
          best = new Neighbour(point.contentId(), similarity);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static List<Embedding> embeddings(EnrichedView result) {
    return result.results().stream()
        .filter(ModelResult.Ok.class::isInstance)
        .flatMap(ok -> ((ModelResult.Ok) ok).embedding().stream())
        .toList();
  }

  private static double cosine(float[] one, float[] other) {
    double dot = 0;
    double lengths = 0;
    double otherLengths = 0;
    for (int i = 0; i < one.length; i++) {
      dot += (double) one[i] * other[i];
      lengths += (double) one[i] * one[i];
      otherLengths += (double) other[i] * other[i];
    }
    return lengths == 0 || otherLengths == 0 ? 0 : dot / Math.sqrt(lengths * otherLengths);
  }
}

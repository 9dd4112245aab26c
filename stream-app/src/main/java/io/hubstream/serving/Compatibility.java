package io.hubstream.serving;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether consumers of a version can live with its successor: same kind of content, vectors as long
 * as before, in the embedding space that was named, and every class still there.
 *
 * <p>A space that nobody named is a version's own, so nobody expects the next version's vectors to
 * be comparable; a named one is a promise. Pure.
 */
public final class Compatibility {
  private static final int LABELS_SHOWN = 5;

  private Compatibility() {}

  /** What breaks when {@code candidate} takes the place of {@code replaced}; empty for nothing. */
  public static List<String> breaks(ModelSpec candidate, ModelSpec replaced) {
    List<String> breaks = new ArrayList<>();
    if (candidate.preprocessing().mediaKind() != replaced.preprocessing().mediaKind()) {
      breaks.add(
          "it takes %s, %s takes %s"
              .formatted(
                  candidate.preprocessing().mediaKind(),
                  replaced.version().display(),
                  replaced.preprocessing().mediaKind()));
    }
    replaced
        .embedding()
        .ifPresent(was -> embedding(candidate, replaced, was).ifPresent(breaks::add));
    replaced
        .classification()
        .ifPresent(was -> classes(candidate, replaced, was).ifPresent(breaks::add));
    return breaks;
  }

  private static Optional<String> embedding(
      ModelSpec candidate, ModelSpec replaced, EmbeddingSpec was) {
    if (candidate.embedding().isEmpty()) {
      return Optional.of(
          "it gives no embedding, %s gives one".formatted(replaced.version().display()));
    }
    EmbeddingSpec is = candidate.embedding().get();
    if (is.dimension() != was.dimension()) {
      return Optional.of(
          "its embedding has %d values, that of %s has %d"
              .formatted(is.dimension(), replaced.version().display(), was.dimension()));
    }
    boolean named = !was.spaceId().equals(EmbeddingSpec.ownSpace(replaced.version()));
    return named && !is.spaceId().equals(was.spaceId())
        ? Optional.of(
            "its embedding space is '%s', that of %s is '%s'"
                .formatted(is.spaceId(), replaced.version().display(), was.spaceId()))
        : Optional.empty();
  }

  private static Optional<String> classes(
      ModelSpec candidate, ModelSpec replaced, ClassificationSpec was) {
    if (candidate.classification().isEmpty()) {
      return Optional.of(
          "it gives no classes, %s gives %d"
              .formatted(replaced.version().display(), was.labels().size()));
    }
    Set<String> gone = new LinkedHashSet<>(was.labels());
    candidate.classification().get().labels().forEach(gone::remove);
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it lacks %d of the %d classes of %s: %s%s"
                .formatted(
                    gone.size(),
                    was.labels().size(),
                    replaced.version().display(),
                    gone.stream().limit(LABELS_SHOWN).collect(Collectors.joining(", ")),
                    gone.size() > LABELS_SHOWN ? ", ..." : ""));
  }
}

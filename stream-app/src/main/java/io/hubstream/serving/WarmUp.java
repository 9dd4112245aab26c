package io.hubstream.serving;

import io.hubstream.content.ModelInput;
import java.util.Collections;
import java.util.List;

/**
 * Runs a servable once at every batch size, so that no record pays for what the first run of a
 * shape costs, and so that a model which does not give what it promises is found before it serves.
 * A run fetches every output, so that every signature that is used is warmed up, also where
 * embedding and classification belong to two.
 */
public final class WarmUp {
  private WarmUp() {}

  /**
   * @param batchSizes rows of the runs, padding included
   * @throws ModelRefusedException a run failed, or gave something else than the spec says
   */
  public static void run(Servable servable, List<Integer> batchSizes) throws ModelRefusedException {
    ModelSpec spec = servable.spec();
    ModelInput neutral = MadeUpInput.of(spec.preprocessing());
    for (int size : batchSizes) {
      try {
        check(spec, size, servable.run(Collections.nCopies(size, neutral), size));
      } catch (InferenceException e) {
        throw new ModelRefusedException(
            "the warm-up with a batch of %d failed (%s): %s"
                .formatted(size, e.kind(), e.getMessage()),
            e);
      }
    }
  }

  // A model that gives its labels by an output has none in its spec, so their number is not known.
  private static void check(ModelSpec spec, int size, List<ModelOutput> outputs)
      throws ModelRefusedException {
    if (outputs.size() != size) {
      throw new ModelRefusedException(
          "a batch of %d gave %d outputs".formatted(size, outputs.size()));
    }
    for (ModelOutput output : outputs) {
      checkLength(
          "embedding",
          spec.embedding().map(EmbeddingSpec::dimension).orElse(-1),
          output.embedding().map(values -> values.length).orElse(-1));
      checkLength(
          "classification",
          spec.classification().map(c -> c.labels().size()).filter(n -> n > 0).orElse(-1),
          output.scores().map(values -> values.length).orElse(-1));
    }
  }

  private static void checkLength(String what, int promised, int given)
      throws ModelRefusedException {
    if (promised >= 0 && promised != given) {
      throw new ModelRefusedException(
          given < 0
              ? "the model gives no " + what
              : "the %s has %d values instead of %d".formatted(what, given, promised));
    }
  }
}

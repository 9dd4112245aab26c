package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.Input;
import io.hubstream.serving.tensorflow.InputInference.Result;
import io.hubstream.serving.tensorflow.Inspection.Found;
import io.hubstream.serving.tensorflow.Inspection.Inference;
import io.hubstream.serving.tensorflow.OutputInference.Classification;
import io.hubstream.serving.tensorflow.OutputInference.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.SignatureDef;

/**
 * Chooses a model's input and outputs among its signatures: {@code serving_default} first, then
 * {@code default}, then by name; a later signature adds what the first lacks if it takes the same
 * input. One use, one thread.
 */
final class ModelInference {
  private static final List<String> PREFERRED = List.of("serving_default", "default");

  private final InputInference inputs;
  private final OutputInference outputs;
  private final ManifestHints hints;
  private final Optional<Found<List<String>>> labels;
  private final List<String> objections = new ArrayList<>();

  ModelInference(
      GraphOps ops, TensorTypes types, ManifestHints hints, Optional<Found<List<String>>> labels) {
    this.inputs = new InputInference(ops, types, hints);
    this.outputs = new OutputInference(ops, types, labels.map(l -> l.value().size()).orElse(0));
    this.hints = hints;
    this.labels = labels;
  }

  /** Why content cannot be sent to it; empty when it can. */
  List<String> objections() {
    return List.copyOf(objections);
  }

  /** A signature that takes content. */
  private record Usable(String name, SignatureDef signature, Result.Content content) {}

  Inference infer(Map<String, SignatureDef> signatures) {
    List<String> unusable = new ArrayList<>();
    List<Usable> usable = new ArrayList<>();
    for (String name : inOrder(signatures)) {
      SignatureDef signature = signatures.get(name);
      Result result = signature == null ? new Result.NoContent("") : inputs.infer(signature);
      if (result instanceof Result.Content content && signature != null) {
        usable.add(new Usable(name, signature, content));
      } else if (result instanceof Result.NoContent none) {
        unusable.add("signature '" + name + "': " + none.reason());
      }
    }
    if (usable.isEmpty()) {
      objections.addAll(unusable);
      return new Inference(Optional.empty(), Optional.empty(), Optional.empty(), labels);
    }
    Result.Content first = usable.get(0).content();
    usable.removeIf(other -> !other.content().input().equals(first.input()));
    Optional<Found<EmbeddingOutput>> embedding = embedding(usable);
    Optional<Found<ClassificationOutput>> classification = classification(usable);
    if (embedding.isEmpty() && classification.isEmpty()) {
      objections.add(
          "no output of %s is one float32 vector a row"
              .formatted(usable.stream().map(Usable::name).toList()));
    }
    Found<Input> input =
        new Found<>(
            first.input(), "signature '%s': %s".formatted(usable.get(0).name(), first.reason()));
    return new Inference(Optional.of(input), embedding, classification, labelsOf(classification));
  }

  private static List<String> inOrder(Map<String, SignatureDef> signatures) {
    return signatures.keySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (String name) ->
                        PREFERRED.contains(name) ? PREFERRED.indexOf(name) : PREFERRED.size())
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  @SuppressWarnings("ReferenceEquality") // the first of the list, not one like it
  private Optional<Found<EmbeddingOutput>> embedding(List<Usable> usable) {
    for (Usable candidate : usable) {
      Optional<Vector> vector =
          outputs
              .embedding(candidate.name(), candidate.signature(), candidate.content().key())
              .filter(found -> found.named() || candidate == usable.get(0));
      if (vector.isPresent()) {
        int dimension = (int) Math.max(0, vector.get().width());
        return Optional.of(
            new Found<>(
                new EmbeddingOutput(vector.get().port(), dimension, hints.spaceId()),
                "signature '%s': %s".formatted(candidate.name(), vector.get().reason())));
      }
    }
    return Optional.empty();
  }

  private Optional<Found<ClassificationOutput>> classification(List<Usable> usable) {
    for (Usable candidate : usable) {
      Optional<Classification> found =
          outputs.classification(
              candidate.name(), candidate.signature(), candidate.content().key());
      if (found.isPresent()) {
        return Optional.of(
            new Found<>(
                labelled(found.get()),
                "signature '%s': %s".formatted(candidate.name(), found.get().reason())));
      }
    }
    return Optional.empty();
  }

  /** Labels said by hand go first, then the model's own, then those of a file. */
  private ClassificationOutput labelled(Classification found) {
    boolean own = hints.labels().isEmpty() && found.labelsOutput().isPresent();
    List<String> names = own ? List.of() : labels.map(Found::value).orElse(List.of());
    boolean binary = found.width() == 1 && names.size() == 2;
    if (!names.isEmpty() && found.width() >= 0 && names.size() != found.width() && !binary) {
      objections.add(
          "%d labels (%s) for the %d classes of '%s': give a label file that fits"
              .formatted(
                  names.size(),
                  labels.map(Found::reason).orElse(""),
                  found.width(),
                  found.port().output()));
    }
    return new ClassificationOutput(
        found.port(), found.form(), names, own ? found.labelsOutput() : Optional.empty());
  }

  private Optional<Found<List<String>>> labelsOf(
      Optional<Found<ClassificationOutput>> classification) {
    Optional<String> output = classification.flatMap(found -> found.value().labelsOutput());
    return output.isPresent()
        ? Optional.of(
            new Found<>(
                List.of(), "the string output '" + output.get() + "' gives them with each row"))
        : labels;
  }
}

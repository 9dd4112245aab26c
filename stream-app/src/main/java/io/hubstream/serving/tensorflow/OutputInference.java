package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelManifest.ScoreForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Finds out, by names, shapes and the operations behind them, what a signature gives. */
final class OutputInference {
  private static final Set<String> PROBABILITY_NAMES =
      Set.of("probabilities", "probability", "softmax", "scores", "classes");
  private static final Set<String> EMBEDDING_NAMES =
      Set.of(
          "embedding",
          "embeddings",
          "feature_vector",
          "features",
          "default",
          "pooled_output",
          "sentence_embedding");
  private static final Set<String> LINEAR = Set.of("BiasAdd", "MatMul", "Add", "AddV2");

  private final GraphOps ops;
  private final TensorTypes types;

  /** Number of labels that were found beside the graph, 0 for none. */
  private final int labels;

  OutputInference(GraphOps ops, TensorTypes types, int labels) {
    this.ops = ops;
    this.types = types;
    this.labels = labels;
  }

  /**
   * An output that classifies.
   *
   * @param width number of classes, -1 when unknown
   * @param labelsOutput string output of the signature that names the classes of each row
   * @param rank the smaller the surer
   */
  record Classification(
      Port port,
      ScoreForm form,
      long width,
      Optional<String> labelsOutput,
      int rank,
      String reason) {}

  /**
   * An output that embeds.
   *
   * @param width values of a vector, -1 when unknown
   * @param named whether its name says so
   */
  record Vector(Port port, long width, boolean named, String reason) {}

  /** The surest classification of a signature. */
  Optional<Classification> classification(String name, SignatureDef signature, String input) {
    return classifications(name, signature, input).stream()
        .min(Comparator.comparingInt(Classification::rank));
  }

  /** The surest embedding of a signature: an output that does not classify. */
  Optional<Vector> embedding(String name, SignatureDef signature, String input) {
    List<String> classifying =
        classifications(name, signature, input).stream()
            .map(classification -> classification.port().output())
            .toList();
    List<Vector> vectors = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> output : floats(signature).entrySet()) {
      String key = output.getKey();
      long width = types.rowWidth(output.getValue()).orElse(-1L);
      if (classifying.contains(key) || width == 1) {
        continue;
      }
      boolean named = EMBEDDING_NAMES.contains(key);
      String reason =
          "'%s' is %s%s"
              .formatted(
                  key,
                  types.display(output.getValue()),
                  named ? ", and is named like an embedding" : " and no classification");
      vectors.add(new Vector(new Port(name, input, key), width, named, reason));
    }
    return vectors.stream().min(Comparator.comparing(vector -> !vector.named()));
  }

  private List<Classification> classifications(String name, SignatureDef signature, String input) {
    List<Classification> found = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> output : floats(signature).entrySet()) {
      long width = types.rowWidth(output.getValue()).orElse(-1L);
      Optional<Form> form = form(name, output.getKey(), output.getValue(), width);
      form.ifPresent(
          value ->
              found.add(
                  new Classification(
                      new Port(name, input, output.getKey()),
                      value.form(),
                      width,
                      labelsOutput(signature, width),
                      value.rank(),
                      value.reason())));
    }
    return found;
  }

  /** Why an output classifies, and in which form. */
  private record Form(ScoreForm form, int rank, String reason) {}

  private Optional<Form> form(String signature, String key, TensorInfo info, long width) {
    Optional<String> producer = ops.producer(info.getName());
    boolean normalised = producer.filter(op -> op.equals("Softmax")).isPresent();
    boolean linear = producer.filter(LINEAR::contains).isPresent();
    if (PROBABILITY_NAMES.contains(key)) {
      return linear
          ? form(ScoreForm.LOGITS, 2, "'%s' by its name, computed by %s", key, producer.get())
          : form(ScoreForm.PROBABILITIES, 0, "'%s' by its name", key);
    }
    if (key.equals("logits")) {
      return form(ScoreForm.LOGITS, 2, "'%s' by its name", key);
    }
    if (normalised) {
      return form(ScoreForm.PROBABILITIES, 1, "'%s' is computed by Softmax", key);
    }
    if (key.equals("default") && signature.contains("classification")) {
      return form(ScoreForm.LOGITS, 2, "'%s' of '%s', TF1 Hub's convention", key, signature);
    }
    boolean binary = width == 1 && labels == 2;
    if (labels > 0 && (width == labels || binary) && !EMBEDDING_NAMES.contains(key)) {
      boolean sigmoid = producer.filter(op -> op.equals("Sigmoid")).isPresent();
      return form(
          sigmoid ? ScoreForm.PROBABILITIES : ScoreForm.LOGITS,
          3,
          "'%s' has %d values for %d labels, computed by %s",
          key,
          width,
          labels,
          producer.orElse("a function"));
    }
    return Optional.empty();
  }

  private static Optional<Form> form(ScoreForm form, int rank, String reason, Object... details) {
    return Optional.of(new Form(form, rank, reason.formatted(details)));
  }

  /** A string output with as many values in a row as there are classes. */
  private Optional<String> labelsOutput(SignatureDef signature, long width) {
    return new TreeMap<>(signature.getOutputsMap())
        .entrySet().stream()
            .filter(output -> output.getValue().getDtype() == DataType.DT_STRING)
            .filter(
                output ->
                    width > 1
                        && types.rowWidth(output.getValue()).filter(w -> w == width).isPresent())
            .map(Map.Entry::getKey)
            .findFirst();
  }

  /** Float outputs that give one vector for each row, sorted by key. */
  private TreeMap<String, TensorInfo> floats(SignatureDef signature) {
    TreeMap<String, TensorInfo> floats = new TreeMap<>();
    signature
        .getOutputsMap()
        .forEach(
            (key, info) -> {
              if (info.getDtype() == DataType.DT_FLOAT && types.rowWidth(info).isPresent()) {
                floats.put(key, info);
              }
            });
    return floats;
  }
}

package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The tensors behind the manifest's ports. One run feeds all inputs with the same batch and fetches
 * all outputs, even where they belong to two signatures.
 *
 * @param feeds distinct input tensors
 * @param labels string output that names the classes of each row
 */
record TensorNames(
    List<String> feeds,
    Optional<String> embedding,
    Optional<String> scores,
    Optional<String> labels) {

  /**
   * @throws ModelRefusedException a signature, or a key of one, is not there
   */
  static TensorNames of(ModelManifest manifest, MetaGraphDef graph) throws ModelRefusedException {
    Resolver resolver = new Resolver(graph);
    Optional<String> embedding = Optional.empty();
    if (manifest.embedding().isPresent()) {
      embedding = Optional.of(resolver.bind(manifest.embedding().get().port()));
    }
    Optional<String> scores = Optional.empty();
    Optional<String> labels = Optional.empty();
    if (manifest.classification().isPresent()) {
      var classification = manifest.classification().get();
      scores = Optional.of(resolver.bind(classification.port()));
      if (classification.labels().isEmpty() && classification.labelsOutput().isPresent()) {
        Port port = classification.port();
        labels =
            Optional.of(
                resolver.bind(
                    new Port(port.signature(), port.input(), classification.labelsOutput().get())));
      }
    }
    if (resolver.feeds.isEmpty()) {
      throw new ModelRefusedException("the manifest names no output");
    }
    return new TensorNames(List.copyOf(resolver.feeds), embedding, scores, labels);
  }

  /** Everything that a run computes. */
  List<String> outputs() {
    List<String> outputs = new ArrayList<>();
    embedding.ifPresent(outputs::add);
    scores.ifPresent(outputs::add);
    labels.ifPresent(outputs::add);
    return outputs;
  }

  /** Looks ports up, and gathers what must be fed. */
  private static final class Resolver {
    private final MetaGraphDef graph;
    private final GraphOps ops;
    private final Set<String> feeds = new LinkedHashSet<>();

    Resolver(MetaGraphDef graph) {
      this.graph = graph;
      this.ops = new GraphOps(graph.getGraphDef());
    }

    String bind(Port port) throws ModelRefusedException {
      if (!graph.containsSignatureDef(port.signature())) {
        throw new ModelRefusedException(noSignature(graph, port.signature()));
      }
      SignatureDef signature = graph.getSignatureDefOrThrow(port.signature());
      feeds.add(tensor(port.signature(), "input", port.input(), signature.getInputsMap()));
      for (Map.Entry<String, TensorInfo> other : signature.getInputsMap().entrySet()) {
        if (!other.getKey().equals(port.input()) && !hasDefault(other.getValue())) {
          throw new ModelRefusedException(
              "signature '%s' also wants the input '%s', which no content is made into"
                  .formatted(port.signature(), other.getKey()));
        }
      }
      return tensor(port.signature(), "output", port.output(), signature.getOutputsMap());
    }

    private boolean hasDefault(TensorInfo info) {
      return feeds.contains(info.getName())
          || ops.node(info.getName())
              .filter(node -> node.getOp().equals("PlaceholderWithDefault"))
              .isPresent();
    }

    private static String tensor(
        String signature, String kind, String key, Map<String, TensorInfo> tensors)
        throws ModelRefusedException {
      TensorInfo info = tensors.get(key);
      if (info == null) {
        throw new ModelRefusedException(
            "signature '%s' has no %s '%s', only %s"
                .formatted(signature, kind, key, tensors.keySet()));
      }
      if (info.getName().isEmpty()) {
        throw new ModelRefusedException(
            "%s '%s' of signature '%s' is sparse or composite; only dense tensors are served"
                .formatted(kind, key, signature));
      }
      return info.getName();
    }
  }

  /** All signatures but the initialiser's. */
  static SortedMap<String, SignatureDef> signatures(MetaGraphDef graph) {
    SortedMap<String, SignatureDef> signatures = new TreeMap<>(graph.getSignatureDefMap());
    signatures.remove(SanitisedCopy.INIT_SIGNATURE);
    return signatures;
  }

  static String noSignature(MetaGraphDef graph, String wanted) {
    Set<String> names = signatures(graph).keySet();
    return names.isEmpty()
        ? "the model has no signature: export it again with signatures, for instance"
            + " tf.saved_model.save(model, path, signatures=...) or Keras model.export(path)"
        : "the model has no signature '%s', only %s".formatted(wanted, names);
  }
}

package io.hubstream.serving.tensorflow;

import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelInspector;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.Inspection.Contents;
import io.hubstream.serving.tensorflow.Inspection.Found;
import io.hubstream.serving.tensorflow.Inspection.Inference;
import io.hubstream.serving.tensorflow.Inspection.Ops;
import io.hubstream.serving.tensorflow.Inspection.Signature;
import io.hubstream.serving.tensorflow.Inspection.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Reads a SavedModel without running it: what it holds, what its manifest would say and why, what
 * would be mended, what speaks against it.
 *
 * <p>Owner thread: none; safe for any thread. The first use loads TensorFlow's library, to learn
 * which operations it knows.
 */
public final class SavedModelInspector implements ModelInspector {
  private final OpPolicy policy = new OpPolicy();

  /** As {@link #inspect(Path, ManifestHints)}, with nothing said by hand. */
  public Inspection inspect(Path folder) throws ModelRefusedException {
    return inspect(folder, ManifestHints.NONE);
  }

  /**
   * @param folder a version folder
   * @param hints what goes before inference
   * @throws ModelRefusedException the folder holds no SavedModel that can be read
   */
  public Inspection inspect(Path folder, ManifestHints hints) throws ModelRefusedException {
    SavedModelFile file = SavedModelFile.read(folder);
    List<String> tags = file.servingTags();
    MetaGraphDef graph = file.graph(tags);
    GraphOps graphOps = new GraphOps(graph.getGraphDef());
    TensorTypes types = new TensorTypes(graphOps);
    SortedMap<String, SignatureDef> signatures = signatures(graph);
    Contents contents = new Contents(file.tagSets(), tags, views(signatures, types), size(folder));
    Ops ops =
        new Ops(
            List.copyOf(denied(graph, graphOps, signatures)),
            List.copyOf(policy.unknown(graphOps.all())));
    Optional<Found<List<String>>> labels = LabelFiles.find(folder, hints);
    ModelInference inference = new ModelInference(graphOps, types, hints, labels);
    Inference inferred = inference.infer(signatures);
    return new Inspection(
        contents,
        ops,
        inferred,
        new Verdict(
            repairs(graph, signatures, types), refusals(graph, ops), inference.objections()));
  }

  @Override
  public InferredModel infer(Path folder, ManifestHints hints) throws ModelRefusedException {
    Inspection inspection = inspect(folder, hints);
    return inspection
        .model()
        .filter(model -> inspection.routable())
        .orElseThrow(() -> new ModelRefusedException(reasons(inspection.verdict())));
  }

  private static String reasons(Inspection.Verdict verdict) {
    return verdict.refusals().isEmpty()
        ? "it loads, but no content can be routed to it: "
            + String.join("; ", verdict.notRoutable())
        : String.join("; ", verdict.refusals());
  }

  private static SortedMap<String, SignatureDef> signatures(MetaGraphDef graph) {
    SortedMap<String, SignatureDef> signatures = new TreeMap<>(graph.getSignatureDefMap());
    signatures.remove(SanitisedCopy.INIT_SIGNATURE);
    return signatures;
  }

  private static List<Signature> views(Map<String, SignatureDef> signatures, TensorTypes types) {
    List<Signature> views = new ArrayList<>();
    signatures.forEach(
        (name, signature) ->
            views.add(
                new Signature(
                    name,
                    signature.getMethodName(),
                    ports(signature.getInputsMap(), types),
                    ports(signature.getOutputsMap(), types))));
    return List.copyOf(views);
  }

  private static List<Inspection.Port> ports(Map<String, TensorInfo> ports, TensorTypes types) {
    return ports.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(
            port ->
                new Inspection.Port(
                    port.getKey(), port.getValue().getName(), types.display(port.getValue())))
        .toList();
  }

  private SortedSet<String> denied(
      MetaGraphDef graph, GraphOps ops, Map<String, SignatureDef> signatures) {
    List<String> roots =
        signatures.values().stream()
            .flatMap(signature -> signature.getOutputsMap().values().stream())
            .map(TensorInfo::getName)
            .toList();
    SortedSet<String> denied = new TreeSet<>(policy.deniedInSignature(ops.reachableFrom(roots)));
    denied.addAll(policy.deniedAtLoad(ops.reachableFrom(SanitisedCopy.loadRoots(graph))));
    return denied;
  }

  private static List<String> refusals(MetaGraphDef graph, Ops ops) {
    List<String> refusals = new ArrayList<>();
    if (!ops.unknown().isEmpty()) {
      refusals.add(
          "the graph uses operations that this TensorFlow does not know: "
              + String.join(", ", ops.unknown()));
    }
    if (!ops.denied().isEmpty()) {
      refusals.add(
          "operations that reach files, the network or the process are not allowed: "
              + String.join(", ", ops.denied()));
    }
    List<String> stray = SanitisedCopy.strayAssets(graph);
    if (!stray.isEmpty()) {
      refusals.add("the graph names assets outside of its folder: " + String.join(", ", stray));
    }
    if (signatures(graph).isEmpty()) {
      refusals.add(TensorNames.noSignature(graph, ""));
    }
    return refusals;
  }

  private static List<String> repairs(
      MetaGraphDef graph, Map<String, SignatureDef> signatures, TensorTypes types) {
    List<String> repairs = new ArrayList<>();
    signatures.forEach(
        (name, signature) ->
            signature
                .getInputsMap()
                .forEach(
                    (key, info) -> {
                      Optional<DataType> inGraph = types.placeholderType(info);
                      if (inGraph.isPresent() && inGraph.get() != info.getDtype()) {
                        repairs.add(
                            "signature '%s' is left out: it says that '%s' is %s, the graph has %s"
                                .formatted(
                                    name,
                                    key,
                                    TensorTypes.name(info.getDtype()),
                                    TensorTypes.name(inGraph.get())));
                      } else if (!info.hasTensorShape()) {
                        repairs.add(
                            "signature '%s' gives no shape for '%s': taken from the graph"
                                .formatted(name, key));
                      }
                    }));
    boolean tensors =
        graph
            .getCollectionDefOrDefault(
                SanitisedCopy.TABLE_INITIALISERS,
                org.tensorflow.proto.CollectionDef.getDefaultInstance())
            .getNodeList()
            .getValueList()
            .stream()
            .anyMatch(value -> value.contains(":"));
    if (CheckpointRestore.isMissing(graph)) {
      repairs.add("nothing restores its variables (TF1 Hub format): a restore operation is added");
    }
    if (tensors) {
      repairs.add(
          SanitisedCopy.TABLE_INITIALISERS
              + " names tensors in place of operations: "
              + (SanitisedCopy.hasMainOp(graph)
                  ? "dropped, the model's own initialiser does it"
                  : "mended"));
    }
    return repairs;
  }

  private static long size(Path folder) throws ModelRefusedException {
    try (Stream<Path> paths = Files.walk(folder)) {
      long size = 0;
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        size += Files.size(path);
      }
      return size;
    } catch (IOException e) {
      throw new ModelRefusedException("cannot read " + folder, e);
    }
  }
}

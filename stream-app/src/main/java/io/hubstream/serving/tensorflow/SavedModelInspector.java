package io.hubstream.serving.tensorflow;

import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelInspector;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.Inspection.Contents;
import io.hubstream.serving.tensorflow.Inspection.Found;
import io.hubstream.serving.tensorflow.Inspection.Inference;
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
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Reads a SavedModel without running it: what it holds, what its manifest would say and why, what
 * would be mended, what speaks against it.
 *
 * <p>Owner thread: none; safe for any thread. TensorFlow is not loaded for it, unless libraries of
 * operations are named, which only TensorFlow can read.
 */
public final class SavedModelInspector implements ModelInspector {
  private final OpPolicy policy;

  /** Inspects by the list of operations as it comes. */
  public SavedModelInspector() {
    this(OpSettings.DEFAULT);
  }

  /**
   * @throws IllegalStateException a library of operations cannot be loaded, or a name is not that
   *     of an operation
   */
  public SavedModelInspector(OpSettings ops) {
    this.policy = OpPolicy.of(ops);
  }

  /** The policy in force, in one line. */
  public String policy() {
    return policy.describe();
  }

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
    SortedMap<String, SignatureDef> signatures = TensorNames.signatures(graph);
    StaticCheck check = StaticCheck.of(folder, graph, policy);
    Contents contents =
        new Contents(
            file.tagSets(),
            tags,
            views(signatures, types),
            new GraphReach(graph.getGraphDef()).all().size(),
            size(folder));
    Optional<Found<List<String>>> labels = LabelFiles.find(folder, hints);
    ModelInference inference = new ModelInference(graphOps, types, hints, labels);
    Inference inferred = inference.infer(signatures);
    return new Inspection(
        contents,
        check.ops(),
        inferred,
        new Verdict(repairs(graph, signatures, types), check.refusals(), inference.objections()));
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
    if (tensors && SanitisedCopy.hasMainOp(graph)) {
      repairs.add(
          SanitisedCopy.TABLE_INITIALISERS
              + " names tensors in place of operations: dropped, the model's own initialiser does it");
    }
    if (!SanitisedCopy.hasMainOp(graph) && !SanitisedCopy.tableInitialisers(graph).isEmpty()) {
      repairs.add("no operation runs its table initialisers at load: one is added");
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

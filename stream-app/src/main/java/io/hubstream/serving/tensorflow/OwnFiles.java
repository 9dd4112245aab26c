package io.hubstream.serving.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Whether loading reads no file but the version's own. The saver and the initialiser may read
 * files, so a graph could have them read any file of this machine into a table or a variable, and
 * give it away in its results. The name of the file must come, through nothing but copies and
 * arguments, from what TensorFlow feeds at load: the saver's file name, or an asset.
 */
final class OwnFiles {
  private static final int DEEPEST = 64;

  /** Operations that read a file, and which of their inputs names it. */
  private static final Map<String, Integer> READERS =
      Map.of(
          "Restore", 0,
          "RestoreSlice", 0,
          "RestoreV2", 0,
          "InitializeTableFromTextFile", 1,
          "InitializeTableFromTextFileV2", 1);

  private static final Set<String> COPIES = Set.of("Identity", "ShardedFilename", "EnsureShape");

  /** Operations that call a function, and how many of their inputs are not its arguments. */
  private static final Map<String, Integer> CALLS =
      Map.of(
          "PartitionedCall", 0,
          "StatefulPartitionedCall", 0,
          "If", 1,
          "StatelessIf", 1,
          "Case", 1,
          "StatelessCase", 1);

  /** Where a function is called: the node, and the function that holds it, empty for the graph. */
  private record Site(NodeDef node, String function, int firstArgument) {}

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, List<Site>> sites = new HashMap<>();
  private final Set<String> assets = new HashSet<>();
  private final Set<String> checkpoint = new HashSet<>();
  private final GraphReach reach;
  private final GraphRoots roots;

  OwnFiles(MetaGraphDef graph) {
    GraphDef definition = graph.getGraphDef();
    definition.getNodeList().forEach(node -> nodes.put(key("", node.getName()), node));
    for (FunctionDef function : definition.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      functions.put(name, function);
      function.getNodeDefList().forEach(node -> nodes.put(key(name, node.getName()), node));
    }
    definition.getNodeList().forEach(node -> addSite(node, ""));
    functions.forEach(
        (name, function) -> function.getNodeDefList().forEach(node -> addSite(node, name)));
    for (AssetFileDef asset : Assets.of(graph)) {
      assets.add(withIndex(asset.getTensorInfo().getName()));
    }
    String file = graph.getSaverDef().getFilenameTensorName();
    if (!file.isEmpty()) {
      checkpoint.add(withIndex(file));
    }
    this.reach = new GraphReach(definition);
    this.roots = GraphRoots.of(graph);
  }

  private static String withIndex(String tensor) {
    return tensor.contains(":") ? tensor : tensor + ":0";
  }

  private static String key(String function, String node) {
    return function + '\n' + node;
  }

  private void addSite(NodeDef node, String holder) {
    if (functions.containsKey(node.getOp())) {
      site(node.getOp()).add(new Site(node, holder, 0));
    }
    int first = CALLS.getOrDefault(node.getOp(), -1);
    node.getAttrMap()
        .values()
        .forEach(
            value -> {
              if (value.hasFunc()) {
                site(value.getFunc().getName()).add(new Site(node, holder, first));
              }
              value
                  .getList()
                  .getFuncList()
                  .forEach(called -> site(called.getName()).add(new Site(node, holder, first)));
            });
  }

  private List<Site> site(String function) {
    return sites.computeIfAbsent(function, name -> new ArrayList<>());
  }

  /** Operations that read a file which may not be the version's own. */
  List<String> strangers() {
    Set<OpUse> loading = new HashSet<>(reach.below(roots.restore()));
    loading.addAll(reach.below(roots.initialise()));
    List<String> strangers = new ArrayList<>();
    for (OpUse use : reach.all()) {
      Integer input = READERS.get(use.op());
      if (input == null || !loading.contains(use)) {
        continue;
      }
      String holder = use.function().orElse("");
      NodeDef node = nodes.get(key(holder, use.node()));
      Set<String> own = use.op().startsWith("Restore") ? checkpoint : assets;
      if (node == null
          || node.getInputCount() <= input
          || !isOwn(node.getInput(input), holder, own, 0)) {
        strangers.add(use.display());
      }
    }
    return strangers;
  }

  private boolean isOwn(String tensor, String holder, Set<String> own, int depth) {
    if (depth > DEEPEST || tensor.startsWith("^")) {
      return false;
    }
    String name = GraphOps.nodeOf(tensor);
    if (holder.isEmpty() && own.contains(withIndex(tensor))) {
      return true;
    }
    NodeDef node = nodes.get(key(holder, name));
    if (node != null) {
      return COPIES.contains(node.getOp())
          && node.getInputCount() > 0
          && isOwn(node.getInput(0), holder, own, depth + 1);
    }
    return argument(name, holder)
        .map(index -> everyCallerGivesItsOwn(holder, index, own, depth + 1))
        .orElse(false);
  }

  private Optional<Integer> argument(String name, String holder) {
    FunctionDef function = functions.get(holder);
    if (function == null) {
      return Optional.empty();
    }
    List<String> names =
        function.getSignature().getInputArgList().stream().map(arg -> arg.getName()).toList();
    boolean plain =
        function.getSignature().getInputArgList().stream()
            .noneMatch(arg -> !arg.getNumberAttr().isEmpty() || !arg.getTypeListAttr().isEmpty());
    return plain && names.contains(name) ? Optional.of(names.indexOf(name)) : Optional.empty();
  }

  private boolean everyCallerGivesItsOwn(
      String function, int argument, Set<String> own, int depth) {
    List<Site> callers = sites.getOrDefault(function, List.of());
    return !callers.isEmpty()
        && callers.stream()
            .allMatch(
                site ->
                    site.firstArgument() >= 0
                        && site.firstArgument() + argument < site.node().getInputCount()
                        && isOwn(
                            site.node().getInput(site.firstArgument() + argument),
                            site.function(),
                            own,
                            depth));
  }
}

package io.hubstream.serving.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What computes a tensor and what it leads to, through the functions that are called: what
 * inference asks of a graph. A called function counts with its whole body. Immutable.
 */
final class GraphOps {
  private static final int MOST_COPIES = 1_000;

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, List<NodeDef>> consumers = new HashMap<>();

  GraphOps(GraphDef graph) {
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
    for (NodeDef node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        if (!input.startsWith("^")) {
          consumers.computeIfAbsent(nodeOf(input), name -> new ArrayList<>()).add(node);
        }
      }
    }
  }

  /** The node that a tensor ({@code name:0}) or a control input ({@code ^name}) comes from. */
  static String nodeOf(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  Optional<NodeDef> node(String tensor) {
    return Optional.ofNullable(nodes.get(nodeOf(tensor)));
  }

  /** The first of the wanted operations that data from the tensor flows into. */
  Optional<String> leadsTo(String tensor, Set<String> wanted) {
    Set<String> seen = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>(List.of(nodeOf(tensor)));
    while (!todo.isEmpty()) {
      String name = todo.remove();
      if (!seen.add(name)) {
        continue;
      }
      for (NodeDef consumer : consumers.getOrDefault(name, List.of())) {
        SortedSet<String> ops = new TreeSet<>();
        addOps(consumer, ops);
        Optional<String> found = ops.stream().filter(wanted::contains).findFirst();
        if (found.isPresent()) {
          return found;
        }
        todo.add(consumer.getName());
      }
    }
    return Optional.empty();
  }

  /**
   * The operation that computes a tensor, looking through copies and function calls; empty when a
   * call returns it from deeper than can be followed.
   */
  Optional<String> producer(String tensor) {
    String current = behindCopies(tensor, nodes);
    NodeDef node = nodes.get(nodeOf(current));
    if (node == null) {
      return Optional.empty();
    }
    List<String> called = calledFunctions(node);
    return called.isEmpty()
        ? Optional.of(node.getOp())
        : producerInFunction(called.get(0), outputIndex(current), 0);
  }

  private Optional<String> producerInFunction(String name, int output, int depth) {
    FunctionDef function = functions.get(name);
    if (function == null || depth > 8 || output >= function.getSignature().getOutputArgCount()) {
      return Optional.empty();
    }
    Map<String, NodeDef> body = new HashMap<>();
    function.getNodeDefList().forEach(node -> body.put(node.getName(), node));
    String returned =
        function.getRetOrDefault(function.getSignature().getOutputArg(output).getName(), "");
    String current = behindCopies(returned, body);
    NodeDef node = body.get(nodeOf(current));
    if (node == null) {
      return Optional.empty();
    }
    List<String> called = calledFunctions(node);
    return called.isEmpty()
        ? Optional.of(node.getOp())
        : producerInFunction(called.get(0), outputIndex(current), depth + 1);
  }

  /** Bounded: a graph that was tampered with may hold copies of copies in a circle. */
  private static String behindCopies(String tensor, Map<String, NodeDef> nodes) {
    String current = tensor;
    for (int i = 0; i < MOST_COPIES; i++) {
      NodeDef node = nodes.get(nodeOf(current));
      if (node == null || !isCopy(node) || node.getInputCount() == 0) {
        return current;
      }
      current = node.getInput(0);
    }
    return current;
  }

  private static boolean isCopy(NodeDef node) {
    return node.getOp().equals("Identity") || node.getOp().equals("StopGradient");
  }

  private static int outputIndex(String tensor) {
    String index = tensor.substring(tensor.lastIndexOf(':') + 1);
    return index.matches("\\d{1,6}") ? Integer.parseInt(index) : 0;
  }

  /** Adds the node's operation, or all those of the functions that it calls. */
  private void addOps(NodeDef node, Set<String> ops) {
    if (!functions.containsKey(node.getOp())) {
      ops.add(node.getOp());
    }
    Set<String> seen = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>(calledFunctions(node));
    while (!todo.isEmpty()) {
      String name = todo.remove();
      FunctionDef function = functions.get(name);
      if (function == null || !seen.add(name)) {
        continue;
      }
      for (NodeDef inner : function.getNodeDefList()) {
        if (!functions.containsKey(inner.getOp())) {
          ops.add(inner.getOp());
        }
        todo.addAll(calledFunctions(inner));
      }
    }
  }

  private List<String> calledFunctions(NodeDef node) {
    List<String> called = new ArrayList<>();
    if (functions.containsKey(node.getOp())) {
      called.add(node.getOp());
    }
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        called.add(value.getFunc().getName());
      }
      value.getList().getFuncList().forEach(function -> called.add(function.getName()));
    }
    return called;
  }
}

package io.hubstream.serving.tensorflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What can run when a tensor is computed, taken widely: every node that it depends on by data or
 * control, and every node of every function that these call or name. A function is named by an
 * operation, by an attribute of a function's type, by a text attribute that equals its name, as a
 * gradient, or as another implementation of the same interface. Immutable.
 */
final class GraphReach {
  private static final String IMPLEMENTS = "api_implements";

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, Set<String>> relatives = new HashMap<>();
  private final List<OpUse> all = new ArrayList<>();

  GraphReach(GraphDef graph) {
    List<FunctionDef> library = graph.getLibrary().getFunctionList();
    library.forEach(function -> functions.put(nameOf(function), function));
    Map<String, Set<String>> implementations = new HashMap<>();
    for (FunctionDef function : library) {
      if (function.containsAttr(IMPLEMENTS)) {
        String api = function.getAttrOrThrow(IMPLEMENTS).getS().toStringUtf8();
        implementations.computeIfAbsent(api, key -> new HashSet<>()).add(nameOf(function));
      }
      function.getNodeDefList().forEach(node -> add(node, Optional.of(nameOf(function))));
    }
    implementations.values().forEach(same -> same.forEach(name -> relatives(name).addAll(same)));
    graph
        .getLibrary()
        .getGradientList()
        .forEach(gradient -> relatives(gradient.getFunctionName()).add(gradient.getGradientFunc()));
    for (NodeDef node : graph.getNodeList()) {
      nodes.put(node.getName(), node);
      add(node, Optional.empty());
    }
  }

  private static String nameOf(FunctionDef function) {
    return function.getSignature().getName();
  }

  private Set<String> relatives(String function) {
    return relatives.computeIfAbsent(function, name -> new HashSet<>());
  }

  private void add(NodeDef node, Optional<String> function) {
    if (!functions.containsKey(node.getOp())) {
      all.add(new OpUse(node.getOp(), node.getName(), function));
    }
  }

  /** Every operation of the graph and of its function library, reached or not. */
  List<OpUse> all() {
    return List.copyOf(all);
  }

  /** What can run when these tensors or nodes are computed. */
  Set<OpUse> below(Collection<String> roots) {
    Set<OpUse> uses = new LinkedHashSet<>();
    Set<String> called = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>();
    roots.forEach(root -> todo.add(GraphOps.nodeOf(root)));
    while (!todo.isEmpty()) {
      NodeDef node = nodes.get(todo.remove());
      if (node != null && seen.add(node.getName())) {
        add(node, Optional.empty(), uses);
        called.addAll(named(node));
        node.getInputList().forEach(input -> todo.add(GraphOps.nodeOf(input)));
      }
    }
    addBodies(called, uses);
    return uses;
  }

  private void addBodies(Set<String> called, Set<OpUse> uses) {
    Set<String> seen = new HashSet<>();
    Deque<String> todo = new ArrayDeque<>(called);
    while (!todo.isEmpty()) {
      String name = todo.remove();
      FunctionDef function = functions.get(name);
      if (function == null || !seen.add(name)) {
        continue;
      }
      todo.addAll(relatives.getOrDefault(name, Set.of()));
      todo.addAll(named(function.getAttrMap().values()));
      for (NodeDef node : function.getNodeDefList()) {
        add(node, Optional.of(name), uses);
        todo.addAll(named(node));
      }
    }
  }

  private void add(NodeDef node, Optional<String> function, Set<OpUse> uses) {
    if (!functions.containsKey(node.getOp())) {
      uses.add(new OpUse(node.getOp(), node.getName(), function));
    }
  }

  private Set<String> named(NodeDef node) {
    Set<String> names = named(node.getAttrMap().values());
    names.add(node.getOp());
    return names;
  }

  private Set<String> named(Collection<AttrValue> attributes) {
    Set<String> names = new HashSet<>();
    Deque<AttrValue> todo = new ArrayDeque<>(attributes);
    while (!todo.isEmpty()) {
      AttrValue value = todo.remove();
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
        todo.addAll(value.getFunc().getAttrMap().values());
      }
      names.add(value.getS().toStringUtf8());
      value.getList().getSList().forEach(text -> names.add(text.toStringUtf8()));
      value
          .getList()
          .getFuncList()
          .forEach(
              function -> {
                names.add(function.getName());
                todo.addAll(function.getAttrMap().values());
              });
    }
    return names;
  }
}

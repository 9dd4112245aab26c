package io.hubstream.serving.tensorflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Names of a graph that would hide one thing behind another. */
final class Soundness {
  private final OpPolicy policy;

  Soundness(OpPolicy policy) {
    this.policy = policy;
  }

  /** What is wrong, each in words. */
  List<String> objections(GraphDef graph) {
    List<String> objections = new ArrayList<>();
    List<FunctionDef> functions = graph.getLibrary().getFunctionList();
    List<String> names = functions.stream().map(f -> f.getSignature().getName()).toList();
    names.stream()
        .filter(policy::isKnown)
        .map(name -> "a function has the name of the operation '" + name + "'")
        .forEach(objections::add);
    twice(names).stream()
        .map(name -> "two functions have the name '" + name + "'")
        .forEach(objections::add);
    twice(graph.getNodeList().stream().map(NodeDef::getName).toList()).stream()
        .map(name -> "two nodes have the name '" + name + "'")
        .forEach(objections::add);
    for (FunctionDef function : functions) {
      twice(function.getNodeDefList().stream().map(NodeDef::getName).toList()).stream()
          .map(
              name ->
                  "two nodes of function '%s' have the name '%s'"
                      .formatted(function.getSignature().getName(), name))
          .forEach(objections::add);
    }
    return objections;
  }

  private static Set<String> twice(List<String> names) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new TreeSet<>();
    names.stream().filter(name -> !seen.add(name)).forEach(twice::add);
    return twice;
  }
}

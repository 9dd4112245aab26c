package io.hubstream.serving.tensorflow;

import io.hubstream.serving.ModelRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Everything that speaks against a version and can be seen without TensorFlow. The inspector shows
 * it, and the loader refuses by it before TensorFlow sees the graph.
 *
 * @param ops operations that stand in the way
 * @param refusals why it is not loaded, for people; the operations included
 */
record StaticCheck(List<OpFinding> ops, List<String> refusals) {
  private static final int SHOWN = 5;

  StaticCheck {
    ops = List.copyOf(ops);
    refusals = List.copyOf(refusals);
  }

  static StaticCheck of(Path folder, MetaGraphDef graph, OpPolicy policy)
      throws ModelRefusedException {
    List<OpFinding> ops = new OpCheck(policy, graph).findings();
    List<String> refusals = new ArrayList<>(displayed(ops));
    capped(SizeLimits.objections(graph), refusals);
    capped(new Soundness(policy).objections(graph.getGraphDef()), refusals);
    List<String> strangers = new OwnFiles(graph).strangers();
    if (!strangers.isEmpty()) {
      refusals.add(
          "loading would read a file that is no asset and no checkpoint of the version: "
              + String.join(", ", strangers.subList(0, Math.min(SHOWN, strangers.size()))));
    }
    capped(Assets.problems(folder, graph), refusals);
    VariableFiles.problem(folder, graph).ifPresent(refusals::add);
    if (TensorNames.signatures(graph).isEmpty()) {
      refusals.add(TensorNames.noSignature(graph, ""));
    }
    return new StaticCheck(ops, refusals);
  }

  /** Each operation once, with how often it stands elsewhere too. */
  private static List<String> displayed(List<OpFinding> ops) {
    Map<String, List<OpFinding>> byOp = new LinkedHashMap<>();
    ops.forEach(found -> byOp.computeIfAbsent(found.op(), op -> new ArrayList<>()).add(found));
    List<String> texts = new ArrayList<>();
    byOp.values()
        .forEach(
            same ->
                texts.add(
                    "operation "
                        + same.get(0).display()
                        + (same.size() > 1 ? " (and %d more)".formatted(same.size() - 1) : "")));
    List<String> shown = new ArrayList<>();
    capped(texts, shown);
    if (ops.stream().anyMatch(OpFinding::known)) {
      shown.add(
          "export the model without these operations, or name them in models.ops.allow if you trust"
              + " the model with them");
    }
    return shown;
  }

  private static void capped(List<String> texts, List<String> target) {
    target.addAll(texts.subList(0, Math.min(SHOWN, texts.size())));
    if (texts.size() > SHOWN) {
      target.add("and %d more like these".formatted(texts.size() - SHOWN));
    }
  }

  /**
   * @throws ModelRefusedException with all refusals
   */
  void require() throws ModelRefusedException {
    if (!refusals.isEmpty()) {
      throw new ModelRefusedException(String.join("; ", refusals));
    }
  }
}

package io.hubstream.serving.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Holds a graph against the policy: every node of the graph and of each function in its library,
 * whether anything reaches it or not. Operations of the saver and of the initialiser may stand in
 * their own part; where nothing reaches them they are tolerated too, because exports keep the
 * savers of their training, and nothing that is asked for here runs them.
 */
final class OpCheck {
  private final OpPolicy policy;
  private final GraphReach reach;
  private final Set<OpUse> serving;
  private final Set<OpUse> restoring;
  private final Set<OpUse> initialising;

  OpCheck(OpPolicy policy, MetaGraphDef graph) {
    this.policy = policy;
    this.reach = new GraphReach(graph.getGraphDef());
    GraphRoots roots = GraphRoots.of(graph);
    this.serving = reach.below(roots.serving());
    this.restoring = reach.below(roots.restore());
    this.initialising = reach.below(roots.initialise());
  }

  /** What stands in the model's way, in the order of the graph. */
  List<OpFinding> findings() {
    List<OpFinding> findings = new ArrayList<>();
    for (OpUse use : reach.all()) {
      Optional<OpRule> rule = policy.rule(use.op());
      if (rule.isEmpty()) {
        findings.add(
            OpFinding.of(
                use,
                false,
                "is not known to this TensorFlow: it is a custom operation; name the library that"
                    + " brings it in models.op.libraries"));
      } else {
        objection(use, rule.get())
            .ifPresent(reason -> findings.add(OpFinding.of(use, true, reason)));
      }
    }
    return findings;
  }

  private Optional<String> objection(OpUse use, OpRule rule) {
    return switch (rule.place()) {
      case ALLOWED -> Optional.empty();
      case DENIED -> Optional.of("is not allowed: " + rule.why());
      case RESTORE ->
          serving.contains(use)
              ? Optional.of("is not allowed in a signature: it reads checkpoints")
              : initialising.contains(use)
                  ? Optional.of("is not allowed in the initialiser: it reads checkpoints")
                  : Optional.empty();
      case SAVE ->
          serving.contains(use)
              ? Optional.of("is not allowed in a signature: it writes files")
              : restoring.contains(use) || initialising.contains(use)
                  ? Optional.of("is not allowed where the model is loaded: it writes files")
                  : Optional.empty();
      case INITIALISE ->
          serving.contains(use)
              ? Optional.of("is not allowed in a signature: it reads a file")
              : restoring.contains(use)
                  ? Optional.of("is not allowed in the saver: it reads a file")
                  : Optional.empty();
    };
  }
}

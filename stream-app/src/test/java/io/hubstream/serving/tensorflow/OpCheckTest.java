package io.hubstream.serving.tensorflow;

import static io.hubstream.serving.tensorflow.RawGraph.calls;
import static io.hubstream.serving.tensorflow.RawGraph.function;
import static io.hubstream.serving.tensorflow.RawGraph.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** Hides operations wherever a graph has room for one. */
class OpCheckTest {
  private static final String HIDEOUT = "hideout";
  private static final OpPolicy POLICY = OpPolicy.of(OpSettings.DEFAULT);

  /** How a signature's output comes to the function that hides something. */
  enum Way {
    OPERATION {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        return node(function, "caller");
      }
    },
    ATTRIBUTE {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        return node("StatefulPartitionedCall", "caller").putAttr("f", calls(function));
      }
    },
    LIST_OF_FUNCTIONS {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        graph.add(function("harmless", node("NoOp", "nothing")));
        AttrValue.ListValue branches =
            AttrValue.ListValue.newBuilder()
                .addFunc(NameAttrList.newBuilder().setName("harmless"))
                .addFunc(NameAttrList.newBuilder().setName(function))
                .build();
        return node("Case", "caller")
            .putAttr("branches", AttrValue.newBuilder().setList(branches).build());
      }
    },
    ATTRIBUTE_OF_AN_ATTRIBUTE {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        graph.add(function("outer", node("NoOp", "nothing")));
        NameAttrList outer =
            NameAttrList.newBuilder().setName("outer").putAttr("inner", calls(function)).build();
        return node("PartitionedCall", "caller")
            .putAttr("f", AttrValue.newBuilder().setFunc(outer).build());
      }
    },
    ATTRIBUTE_OF_A_FUNCTION {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        graph.add(function("decorated", node("NoOp", "nothing")).putAttr("by", calls(function)));
        return node("decorated", "caller");
      }
    },
    TEXT {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        return node("PartitionedCall", "caller")
            .putAttr(
                "backward_function_name",
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8(function)).build());
      }
    },
    GRADIENT {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        graph.add(function("forward", node("NoOp", "nothing")));
        graph
            .builder()
            .getGraphDefBuilder()
            .getLibraryBuilder()
            .addGradient(
                GradientDef.newBuilder().setFunctionName("forward").setGradientFunc(function));
        return node("SymbolicGradient", "caller").putAttr("f", calls("forward"));
      }
    },
    OTHER_IMPLEMENTATION {
      @Override
      NodeDef.Builder call(RawGraph graph, String function) {
        AttrValue api = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("lstm")).build();
        graph.add(function("plain", node("NoOp", "nothing")).putAttr("api_implements", api));
        graph.builder().getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList().stream()
            .filter(f -> f.getSignature().getName().equals(function))
            .forEach(f -> f.putAttr("api_implements", api));
        return node("PartitionedCall", "caller").putAttr("f", calls("plain"));
      }
    };

    /** A node that comes to the function, which is in the graph already. */
    abstract NodeDef.Builder call(RawGraph graph, String function);
  }

  /** A graph whose signature depends, by control alone, on the caller of the function. */
  private static MetaGraphDef hidden(Way way, NodeDef.Builder what) {
    RawGraph graph = RawGraph.copying().add(function(HIDEOUT, node("NoOp", "cover"), what));
    graph.add(way.call(graph, HIDEOUT));
    graph.builder().getGraphDefBuilder().getNodeBuilder(1).addInput("^caller");
    return graph.build();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void shouldFindWhatIsForbiddenWhenAFunctionHidesIt(Way way) {
    List<OpFinding> findings = check(hidden(way, node("ReadFile", "spy")));

    assertThat(findings).hasSize(1);
    OpFinding found = findings.get(0);
    assertThat(found.op()).isEqualTo("ReadFile");
    assertThat(found.node()).isEqualTo("spy");
    assertThat(found.function()).contains(HIDEOUT);
    assertThat(found.display())
        .isEqualTo(
            "'ReadFile' (node 'spy' of function 'hideout') is not allowed: it reads or writes files"
                + " or memory regions by name, or can through one of its attributes");
  }

  /** The way matters here: the same operation is fine where no signature comes to it. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void shouldFindTheSaverWhenASignatureComesToItInAnyWay(Way way) {
    assertThat(check(hidden(way, node("RestoreV2", "spy"))))
        .extracting(OpFinding::display)
        .containsExactly(
            "'RestoreV2' (node 'spy' of function 'hideout') is not allowed in a signature: it reads"
                + " checkpoints");
    assertThat(check(hidden(way, node("SaveV2", "spy"))))
        .extracting(OpFinding::reason)
        .containsExactly("is not allowed in a signature: it writes files");
    assertThat(check(hidden(way, node("InitializeTableFromTextFileV2", "spy"))))
        .extracting(OpFinding::reason)
        .containsExactly("is not allowed in a signature: it reads a file");
  }

  @Test
  void shouldFindWhatIsForbiddenWhenNothingReachesIt() {
    MetaGraphDef graph =
        RawGraph.copying()
            .add(function("nobody calls me", node("WriteFile", "spy")))
            .add(node("PyFunc", "asleep"))
            .build();

    assertThat(check(graph)).extracting(OpFinding::op).containsExactly("WriteFile", "PyFunc");
  }

  @Test
  void shouldFindWhatIsForbiddenWhenOnlyControlLeadsToIt() {
    RawGraph graph = RawGraph.copying().add(node("Abort", "end"));
    graph.builder().getGraphDefBuilder().getNodeBuilder(1).addInput("^end");

    assertThat(check(graph.build()))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.op()).isEqualTo("Abort");
              assertThat(found.function()).isEqualTo(Optional.empty());
            });
  }

  @Test
  void shouldLetTheSaverAndTheInitialiserBeInTheirOwnPart() {
    RawGraph graph =
        RawGraph.copying()
            .add(function("restores", node("RestoreV2", "read")))
            .add(node("PartitionedCall", "restore").putAttr("f", calls("restores")))
            .add(node("SaveV2", "write"))
            .add(node("MergeV2Checkpoints", "save", "^write"))
            .add(node("InitializeTableFromTextFileV2", "fill"))
            .collection("saved_model_main_op", "fill");
    graph.builder().getSaverDefBuilder().setRestoreOpName("restore").setSaveTensorName("save:0");

    assertThat(check(graph.build())).isEmpty();
  }

  @Test
  void shouldRefuseWhenLoadingWouldWrite() {
    RawGraph graph =
        RawGraph.copying()
            .add(node("MergeV2Checkpoints", "destroy"))
            .add(node("NoOp", "restore", "^destroy"))
            .add(node("RestoreV2", "other"))
            .collection("legacy_init_op", "other");
    graph.builder().getSaverDefBuilder().setRestoreOpName("restore");

    assertThat(check(graph.build()))
        .extracting(OpFinding::reason)
        .containsExactly(
            "is not allowed where the model is loaded: it writes files",
            "is not allowed in the initialiser: it reads checkpoints");
  }

  @Test
  void shouldTolerateASaverOfTheTrainingWhenNothingReachesIt() {
    assertThat(check(RawGraph.copying().add(node("SaveV2", "save_1/SaveV2")).build())).isEmpty();
  }

  /** Chains of calls of any length and kind, with any forbidden operation at their end. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldFindAnyForbiddenOperationAtAnyDepth(long seed) {
    Random random = new Random(seed);
    List<String> denied =
        OpCatalogue.read().rules().entrySet().stream()
            .filter(rule -> rule.getValue().place() == OpPlace.DENIED)
            .map(rule -> rule.getKey())
            .sorted()
            .toList();
    for (int i = 0; i < 50; i++) {
      String op = denied.get(random.nextInt(denied.size()));
      MetaGraphDef graph = chain(random, node(op, "spy"));

      assertThat(check(graph))
          .as("seed %d, round %d, %s", seed, i, op)
          .extracting(OpFinding::op)
          .containsExactly(op);
      assertThat(new GraphReach(graph.getGraphDef()).below(List.of("out:0")))
          .as("seed %d, round %d: the signature comes to it", seed, i)
          .anyMatch(use -> use.op().equals(op));
    }
  }

  private static MetaGraphDef chain(Random random, NodeDef.Builder end) {
    RawGraph graph = RawGraph.copying();
    List<NodeDef.Builder> body = new ArrayList<>(List.of(end));
    int depth = 1 + random.nextInt(12);
    for (int level = 0; level < depth; level++) {
      String name = "level_" + level;
      for (int noise = random.nextInt(4); noise > 0; noise--) {
        body.add(random.nextInt(body.size() + 1), node("Add", "noise_" + level + "_" + noise));
      }
      graph.add(function(name, body.toArray(NodeDef.Builder[]::new)));
      Way[] ways = {Way.OPERATION, Way.ATTRIBUTE, Way.TEXT};
      NodeDef.Builder call = ways[random.nextInt(ways.length)].call(graph, name);
      body = new ArrayList<>(List.of(call.setName("call_" + level)));
    }
    graph.add(body.get(0).setName("caller"));
    graph.builder().getGraphDefBuilder().getNodeBuilder(1).addInput("^caller");
    return graph.build();
  }

  private static List<OpFinding> check(MetaGraphDef graph) {
    return new OpCheck(POLICY, graph).findings();
  }
}

package io.hubstream.serving.tensorflow;

import static io.hubstream.serving.tensorflow.RawGraph.calls;
import static io.hubstream.serving.tensorflow.RawGraph.function;
import static io.hubstream.serving.tensorflow.RawGraph.node;
import static io.hubstream.serving.tensorflow.RawGraph.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** A vocabulary that is no asset would be a way to read any file into the results. */
class OwnFilesTest {
  private static final String FILL = "InitializeTableFromTextFileV2";

  @Test
  void shouldAcceptAnAssetAndTheCheckpoint() {
    RawGraph graph =
        initialised(node(FILL, "fill", "table", "copy"))
            .add(node("Identity", "copy", "vocabulary"))
            .add(node("Placeholder", "file"))
            .add(node("ShardedFilename", "shard", "file", "a", "b"))
            .add(node("RestoreV2", "restore", "shard", "names", "slices"));
    graph
        .builder()
        .getSaverDefBuilder()
        .setRestoreOpName("restore")
        .setFilenameTensorName("file:0");

    assertThat(new OwnFiles(graph.build()).strangers()).isEmpty();
  }

  @Test
  void shouldFindAPathThatTheGraphBringsItself() {
    RawGraph graph =
        initialised(node(FILL, "fill", "table", "secret"))
            .add(text("secret", "/etc/passwd"))
            .add(text("elsewhere", "/other/model/variables"))
            .add(node("RestoreV2", "restore", "elsewhere", "names", "slices"));
    graph
        .builder()
        .getSaverDefBuilder()
        .setRestoreOpName("restore")
        .setFilenameTensorName("file:0");

    assertThat(new OwnFiles(graph.build()).strangers())
        .containsExactly(
            "'InitializeTableFromTextFileV2' (node 'fill')", "'RestoreV2' (node 'restore')");
  }

  @Test
  void shouldFindAnAssetThatIsChangedOnTheWay() {
    assertThat(
            new OwnFiles(
                    initialised(node(FILL, "fill", "table", "joined"))
                        .add(node("StringJoin", "joined", "vocabulary"))
                        .build())
                .strangers())
        .hasSize(1);
  }

  @Test
  void shouldFollowArgumentsThroughCalls() {
    RawGraph graph =
        initialised(call("fill", "outer", "table", "vocabulary"))
            .add(taking("outer", call("next", "inner", "t", "path")))
            .add(taking("inner", node(FILL, "read", "t", "path")));

    assertThat(new OwnFiles(graph.build()).strangers()).isEmpty();
  }

  @Test
  void shouldFindAPathWithinAFunctionOrFromOneOfItsCallers() {
    RawGraph within =
        initialised(call("fill", "outer", "table", "vocabulary"))
            .add(taking("outer", node(FILL, "read", "t", "here:output:0"), text("here", "/etc/x")));
    RawGraph another =
        initialised(call("fill", "outer", "table", "vocabulary"))
            .add(taking("outer", node(FILL, "read", "t", "path")))
            .add(text("secret", "/etc/passwd"))
            .add(call("sly", "outer", "table", "secret"));

    assertThat(new OwnFiles(within.build()).strangers())
        .containsExactly("'InitializeTableFromTextFileV2' (node 'read' of function 'outer')");
    assertThat(new OwnFiles(another.build()).strangers()).hasSize(1);
  }

  @Test
  void shouldEndWhenCallsGoInCircles() {
    RawGraph graph =
        initialised(call("fill", "outer", "table", "vocabulary"))
            .add(
                taking(
                    "outer", node(FILL, "read", "t", "path"), call("again", "outer", "t", "path")));

    assertThat(new OwnFiles(graph.build()).strangers())
        .as("what cannot be followed to its end is refused")
        .hasSize(1);
  }

  private static RawGraph initialised(NodeDef.Builder fill) {
    RawGraph graph =
        RawGraph.copying()
            .add(node("HashTableV2", "table"))
            .add(text("vocabulary", "/where/it/was/trained.txt"))
            .add(fill)
            .collection("saved_model_main_op", "fill");
    graph
        .builder()
        .addAssetFileDef(
            AssetFileDef.newBuilder()
                .setFilename("vocabulary.txt")
                .setTensorInfo(RawGraph.info("vocabulary:0", DataType.DT_STRING)));
    return graph;
  }

  private static NodeDef.Builder call(String name, String function, String... inputs) {
    return node("StatefulPartitionedCall", name, inputs).putAttr("f", calls(function));
  }

  private static FunctionDef.Builder taking(String name, NodeDef.Builder... body) {
    FunctionDef.Builder function = function(name, body);
    function
        .getSignatureBuilder()
        .addInputArg(OpDef.ArgDef.newBuilder().setName("t").setType(DataType.DT_RESOURCE))
        .addInputArg(OpDef.ArgDef.newBuilder().setName("path").setType(DataType.DT_STRING));
    return function;
  }
}

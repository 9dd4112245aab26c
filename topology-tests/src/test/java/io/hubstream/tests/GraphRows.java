package io.hubstream.tests;

import static io.hubstream.tests.BadVersions.LETTERS;
import static io.hubstream.tests.BadVersions.PICTURES;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.Phase;
import io.hubstream.tests.UpdateTable.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/** Versions whose files are whole, and whose graphs are bad or not what the manifest says. */
final class GraphRows {
  private GraphRows() {}

  static List<Row> all(BadVersions versions) {
    return Stream.of(ports(versions), operations(versions), sizes(versions), values(versions))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> ports(BadVersions versions) {
    return List.of(
        Row.activating(
            "signature absent",
            Phase.VERIFIED,
            () -> versions.claiming(PICTURES, "predict", ofSignature("predict")),
            "the model has no signature 'predict', only [serving_default]"),
        Row.activating(
            "wrong input rank",
            Phase.VERIFIED,
            () -> versions.spoilt(PICTURES, "flat", BadVersions.flat()),
            "the input of the graph has the shape [?, 4], which does not take batches of"),
        Row.activating(
            "text model for pictures",
            Phase.VERIFIED,
            () -> versions.spoilt(PICTURES, "text", BadVersions.textual()),
            "the manifest says that the input is float32, but in the graph it is string"));
  }

  private static List<Row> operations(BadVersions versions) {
    return List.of(
        Row.activating(
            "unknown operation",
            Phase.VERIFIED,
            () ->
                versions.spoilt(
                    LETTERS, "unknown-op", BadVersions.needing(node("FrobnicateTensor", "x"))),
            "operation 'FrobnicateTensor' (node 'x') is not known to this TensorFlow"),
        Row.activating(
            "forbidden operation in a nested function",
            Phase.VERIFIED,
            () ->
                versions.spoilt(
                    LETTERS,
                    "spy",
                    folder -> {
                      BadVersions.graph(GraphRows::withSpy).apply(folder);
                      BadVersions.needing(node("outer", "use")).apply(folder);
                    }),
            "operation 'ReadFile' (node 'spy' of function 'inner') is not allowed",
            "models.ops.allow"));
  }

  private static List<Row> sizes(BadVersions versions) {
    return List.of(
        Row.activating(
            "negative dimension",
            Phase.VERIFIED,
            () -> versions.spoilt(PICTURES, "negative", BadVersions.graph(GraphRows::negative)),
            "has a negative dimension: [-1, -4"),
        Row.activating(
            "huge dimension",
            Phase.VERIFIED,
            () ->
                versions.spoilt(
                    LETTERS,
                    "huge",
                    BadVersions.graph(meta -> meta.getGraphDefBuilder().addNode(huge()))),
            "node 'huge' has the dimensions"),
        Row.activating(
            "pictures that are too large",
            Phase.VERIFIED,
            () ->
                versions.claiming(
                    PICTURES, "giant", taking(new ImagePreprocessing(60_000, 60_000, 3, 0, 1))),
            "pictures of 60,000 x 60,000 are not served"));
  }

  private static List<Row> values(BadVersions versions) {
    return List.of(
        Row.activating(
            "labels that do not match the output",
            Phase.LOADED,
            () -> versions.claiming(PICTURES, "labels", GraphRows::withOneLabelMore),
            "4 labels for 3 classes; off by one"),
        Row.activating(
            "hangs at warm-up",
            Phase.WARMED,
            () -> versions.good(LETTERS, StuckLoader.STUCK),
            "the warm-up did not end within 4000 ms"),
        Row.activating(
            "NaN",
            Phase.GATED,
            () -> versions.spoilt(LETTERS, "nan", BadVersions.notANumber()),
            "made-up rows gave NaN or infinite values"));
  }

  private static UnaryOperator<InferredModel> ofSignature(String name) {
    return model ->
        new InferredModel(
            model.tags(),
            model.input(),
            model
                .embedding()
                .map(
                    e ->
                        new ModelManifest.EmbeddingOutput(
                            new ModelManifest.Port(name, e.port().input(), e.port().output()),
                            e.dimension(),
                            e.spaceId())),
            Optional.empty());
  }

  private static UnaryOperator<InferredModel> taking(ImagePreprocessing pictures) {
    return model ->
        new InferredModel(
            model.tags(),
            new ModelManifest.Input("float32", pictures),
            model.embedding(),
            model.classification());
  }

  private static InferredModel withOneLabelMore(InferredModel model) {
    return new InferredModel(
        model.tags(),
        model.input(),
        model.embedding(),
        model
            .classification()
            .map(
                c ->
                    new ModelManifest.ClassificationOutput(
                        c.port(), c.form(), List.of("a", "b", "c", "d"), Optional.empty())));
  }

  private static void withSpy(MetaGraphDef.Builder meta) {
    NodeDef call =
        node("PartitionedCall", "call").toBuilder()
            .putAttr(
                "f",
                AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("inner")).build())
            .build();
    meta.getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(function("inner", node("ReadFile", "spy")))
        .addFunction(function("outer", call));
  }

  private static FunctionDef function(String name, NodeDef body) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addNodeDef(body)
        .build();
  }

  private static void negative(MetaGraphDef.Builder meta) {
    BadVersions.input(
        meta, "inputs", input -> input.getTensorShapeBuilder().getDimBuilder(1).setSize(-4));
  }

  private static NodeDef huge() {
    TensorShapeProto shape = BadVersions.shape(1L << 40, 1L << 40, 1L << 40);
    return node("Placeholder", "huge").toBuilder()
        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
        .build();
  }

  static NodeDef node(String op, String name) {
    return NodeDef.newBuilder().setOp(op).setName(name).build();
  }
}

package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Graphs written node by node, also such as no exporter writes. */
final class RawGraph {
  private final MetaGraphDef.Builder graph = MetaGraphDef.newBuilder();

  RawGraph() {
    graph.getMetaInfoDefBuilder().addTags("serve");
  }

  /** A graph of floats: {@code in} of [?, 3] is copied to {@code out}, in one signature. */
  static RawGraph copying() {
    return new RawGraph()
        .add(placeholder("in", DataType.DT_FLOAT, -1, 3))
        .add(node("Identity", "out", "in").putAttr("T", type(DataType.DT_FLOAT)))
        .signature("serving_default", DataType.DT_FLOAT, new long[] {-1, 3});
  }

  RawGraph add(NodeDef.Builder node) {
    graph.getGraphDefBuilder().addNode(node);
    return this;
  }

  RawGraph add(FunctionDef.Builder function) {
    graph.getGraphDefBuilder().getLibraryBuilder().addFunction(function);
    return this;
  }

  /** A signature from {@code in} to {@code out}, both of this type and shape. */
  RawGraph signature(String name, DataType type, long... shape) {
    graph.putSignatureDef(
        name,
        SignatureDef.newBuilder()
            .putInputs("inputs", info("in:0", type, shape))
            .putOutputs("outputs", info("out:0", type, shape))
            .build());
    return this;
  }

  RawGraph collection(String name, String... nodes) {
    graph.putCollectionDef(
        name,
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addAllValue(List.of(nodes)))
            .build());
    return this;
  }

  MetaGraphDef.Builder builder() {
    return graph;
  }

  MetaGraphDef build() {
    return graph.build();
  }

  /** Writes it as a SavedModel. */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(graph).build();
    Files.write(folder.resolve(SavedModelFile.NAME), model.toByteArray());
    return folder;
  }

  static NodeDef.Builder node(String op, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(op).setName(name).addAllInput(List.of(inputs));
  }

  static NodeDef.Builder placeholder(String name, DataType type, long... shape) {
    return node("Placeholder", name)
        .putAttr("dtype", type(type))
        .putAttr("shape", AttrValue.newBuilder().setShape(shape(shape)).build());
  }

  static NodeDef.Builder text(String name, String value) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .addStringVal(ByteString.copyFromUtf8(value)));
  }

  static NodeDef.Builder integers(String name, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(values.length));
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(name, tensor);
  }

  static NodeDef.Builder constant(String name, TensorProto.Builder tensor) {
    return node("Const", name)
        .putAttr("dtype", type(tensor.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  static FunctionDef.Builder function(String name, NodeDef.Builder... body) {
    FunctionDef.Builder function =
        FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName(name));
    for (NodeDef.Builder node : body) {
      function.addNodeDef(node);
    }
    return function;
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue calls(String function) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build();
  }

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  static TensorInfo info(String tensor, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(type)
        .setTensorShape(shape(shape))
        .build();
  }
}

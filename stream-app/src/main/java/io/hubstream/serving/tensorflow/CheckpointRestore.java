package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaveSliceInfoDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;

/**
 * Restores variables of the TF1 Hub format, which names them in a collection and leaves it to the
 * Hub library to add the operations that read the checkpoint. Here they are added to the graph, as
 * the library would.
 */
final class CheckpointRestore {
  private static final String VARIABLES = "variables";
  private static final String PREFIX = "hubstream_restore/";

  private CheckpointRestore() {}

  /** Whether there are variables, and nothing that restores them. */
  static boolean isMissing(MetaGraphDef graph) {
    return graph.getSaverDef().getRestoreOpName().isEmpty()
        && variables(graph).getBytesList().getValueCount() > 0;
  }

  private static CollectionDef variables(MetaGraphDef graph) {
    return graph.getCollectionDefOrDefault(VARIABLES, CollectionDef.getDefaultInstance());
  }

  /** Adds the operations and names them as the graph's saver. */
  static void add(MetaGraphDef graph, MetaGraphDef.Builder mended) throws ModelRefusedException {
    GraphOps ops = new GraphOps(graph.getGraphDef());
    List<ByteString> names = new ArrayList<>();
    List<ByteString> slices = new ArrayList<>();
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    List<NodeDef> assigns = new ArrayList<>();
    for (ByteString bytes : variables(graph).getBytesList().getValueList()) {
      VariableDef variable = parse(bytes);
      NodeDef node =
          ops.node(variable.getVariableName())
              .orElseThrow(
                  () ->
                      new ModelRefusedException(
                          "the graph lacks its variable '" + variable.getVariableName() + "'"));
      DataType type = node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
      assigns.add(assign(variable, node.getName(), type, assigns.size()));
      names.add(ByteString.copyFromUtf8(checkpointName(variable)));
      slices.add(ByteString.copyFromUtf8(slice(variable.getSaveSliceInfoDef())));
      types.addType(type);
    }
    GraphDef.Builder target = mended.getGraphDefBuilder();
    target.addNode(text("file", List.of(ByteString.EMPTY), true));
    target.addNode(text("names", names, false));
    target.addNode(text("slices", slices, false));
    target.addNode(
        node("RestoreV2", "read")
            .addInput(PREFIX + "file")
            .addInput(PREFIX + "names")
            .addInput(PREFIX + "slices")
            .putAttr("dtypes", AttrValue.newBuilder().setList(types).build()));
    assigns.forEach(target::addNode);
    NodeDef.Builder all = node("NoOp", "all");
    assigns.forEach(assign -> all.addInput("^" + assign.getName()));
    target.addNode(all);
    mended.setSaverDef(
        SaverDef.newBuilder()
            .setFilenameTensorName(PREFIX + "file:0")
            .setRestoreOpName(PREFIX + "all")
            .setVersion(SaverDef.CheckpointFormatVersion.V2));
  }

  private static VariableDef parse(ByteString bytes) throws ModelRefusedException {
    try {
      return VariableDef.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelRefusedException("its list of variables is damaged", e);
    }
  }

  private static String checkpointName(VariableDef variable) {
    String whole = variable.getSaveSliceInfoDef().getFullName();
    return whole.isEmpty() ? GraphOps.nodeOf(variable.getVariableName()) : whole;
  }

  /** The part of a partitioned variable, in the form that RestoreV2 takes; empty for the whole. */
  private static String slice(SaveSliceInfoDef slice) {
    if (slice.getFullName().isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < slice.getVarShapeCount(); i++) {
      parts.add(slice.getVarOffset(i) + "," + slice.getVarShape(i));
    }
    String shape =
        slice.getFullShapeList().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return shape + " " + String.join(":", parts);
  }

  private static NodeDef assign(VariableDef variable, String name, DataType type, int index) {
    AttrValue dtype = AttrValue.newBuilder().setType(type).build();
    boolean resource = variable.getIsResource();
    return node(resource ? "AssignVariableOp" : "Assign", "assign_" + index)
        .addInput(name)
        .addInput(PREFIX + "read:" + index)
        .putAttr(resource ? "dtype" : "T", dtype)
        .build();
  }

  private static NodeDef text(String name, List<ByteString> values, boolean scalar) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (!scalar) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.size()));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape)
            .addAllStringVal(values);
    return node("Const", name)
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static NodeDef.Builder node(String op, String name) {
    return NodeDef.newBuilder().setOp(op).setName(PREFIX + name);
  }
}

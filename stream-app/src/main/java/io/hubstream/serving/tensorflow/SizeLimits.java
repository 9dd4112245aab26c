package io.hubstream.serving.tensorflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Sizes that a graph states: negative or huge ones would end the process, or take all its memory,
 * when TensorFlow comes upon them. Sizes that only a run shows are not seen here. One use.
 */
final class SizeLimits {
  /** Most values of a row of a signature: what an array of Java holds. */
  static final long ROW = Integer.MAX_VALUE;

  /** Most values of a tensor that the graph fixes. */
  private static final long TENSOR = 1L << 40;

  /** Most bytes of constants that are written once and filled up, all together. */
  private static final long FILLED_BYTES = 1L << 31;

  /** Most values that a node makes of a constant shape. */
  private static final long MADE = 1L << 29;

  private static final int RANK = 32;

  /** Operations that make a tensor of a shape, and which input gives the shape. */
  private static final Map<String, Integer> MAKERS =
      Map.ofEntries(
          Map.entry("Fill", 0),
          Map.entry("Empty", 0),
          Map.entry("BroadcastTo", 1),
          Map.entry("RandomUniform", 0),
          Map.entry("RandomUniformInt", 0),
          Map.entry("RandomStandardNormal", 0),
          Map.entry("TruncatedNormal", 0),
          Map.entry("StatelessRandomUniform", 0),
          Map.entry("StatelessRandomNormal", 0),
          Map.entry("StatelessTruncatedNormal", 0));

  private static final Set<DataType> BYTE_WIDE =
      Set.of(
          DataType.DT_UINT8,
          DataType.DT_INT8,
          DataType.DT_BOOL,
          DataType.DT_QINT8,
          DataType.DT_QUINT8);

  private final List<String> objections = new ArrayList<>();
  private double filledBytes;

  private SizeLimits() {}

  /** What is wrong, each in words. */
  static List<String> objections(MetaGraphDef graph) {
    SizeLimits limits = new SizeLimits();
    graph
        .getSignatureDefMap()
        .forEach(
            (name, signature) -> {
              signature.getInputsMap().forEach((key, info) -> limits.port(name, key, info));
              signature.getOutputsMap().forEach((key, info) -> limits.port(name, key, info));
            });
    GraphDef definition = graph.getGraphDef();
    limits.body(definition.getNodeList(), "");
    definition
        .getLibrary()
        .getFunctionList()
        .forEach(
            function ->
                limits.body(
                    function.getNodeDefList(),
                    " of function '%s'".formatted(function.getSignature().getName())));
    if (limits.filledBytes > FILLED_BYTES) {
      limits.objections.add(
          "its constants would take %,.0f bytes of memory, at most %,d are allowed"
              .formatted(limits.filledBytes, FILLED_BYTES));
    }
    return List.copyOf(limits.objections);
  }

  private void port(String signature, String key, TensorInfo info) {
    String what = "'%s' of signature '%s'".formatted(key, signature);
    List<Long> sizes = sizes(info.getTensorShape());
    checkShape(what, sizes);
    if (sizes.size() > 1) {
      checkCount(what + ", a row", sizes.subList(1, sizes.size()), ROW);
    }
  }

  private void body(List<NodeDef> nodes, String where) {
    Map<String, NodeDef> constants = new HashMap<>();
    for (NodeDef node : nodes) {
      if (node.getOp().equals("Const")) {
        constants.put(node.getName(), node);
      }
      String what = "node '%s'%s".formatted(node.getName(), where);
      node.getAttrMap().values().forEach(value -> attribute(what, value));
    }
    for (NodeDef node : nodes) {
      Integer input = MAKERS.get(node.getOp());
      if (input != null && node.getInputCount() > input) {
        NodeDef shape = constants.get(GraphOps.nodeOf(node.getInput(input)));
        if (shape != null) {
          List<Long> sizes = ConstantValues.integers(shape);
          checkCount(
              "%s of node '%s'%s".formatted(node.getOp(), node.getName(), where), sizes, MADE);
        }
      }
    }
  }

  private void attribute(String what, AttrValue value) {
    if (value.hasShape()) {
      shape(what, value.getShape());
    }
    value.getList().getShapeList().forEach(shape -> shape(what, shape));
    if (value.hasTensor()) {
      tensor(what, value.getTensor());
    }
    value.getList().getTensorList().forEach(tensor -> tensor(what, tensor));
  }

  private void shape(String what, TensorShapeProto shape) {
    List<Long> sizes = sizes(shape);
    checkShape(what, sizes);
    checkCount(what, sizes, TENSOR);
  }

  private void tensor(String what, TensorProto tensor) {
    List<Long> sizes = sizes(tensor.getTensorShape());
    shape(what, tensor.getTensorShape());
    if (sizes.stream().anyMatch(size -> size < 0)) {
      objections.add(what + " is a constant of unknown or negative size: " + sizes);
      return;
    }
    double bytes = product(sizes) * width(tensor.getDtype());
    if (bytes > tensor.getSerializedSize()) {
      filledBytes += bytes;
    }
  }

  private void checkShape(String what, List<Long> sizes) {
    if (sizes.size() > RANK) {
      objections.add(
          "%s has %d dimensions, at most %d are allowed".formatted(what, sizes.size(), RANK));
    }
    if (sizes.stream().anyMatch(size -> size < -1)) {
      objections.add("%s has a negative dimension: %s".formatted(what, sizes));
    }
  }

  private void checkCount(String what, List<Long> sizes, long most) {
    double count = product(sizes);
    if (count > most) {
      objections.add(
          "%s has the dimensions %s: %.0f values, at most %,d are allowed"
              .formatted(what, sizes, count, most));
    }
  }

  private static List<Long> sizes(TensorShapeProto shape) {
    return shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }

  /** As a double: exact enough for a limit, and it does not overflow. */
  private static double product(List<Long> sizes) {
    double count = 1;
    for (long size : sizes) {
      count *= Math.max(0, size == -1 ? 1 : size);
    }
    return count;
  }

  private static int width(DataType type) {
    return switch (type) {
      case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> Long.BYTES;
      case DT_COMPLEX128 -> 2 * Long.BYTES;
      case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16 -> Short.BYTES;
      case DT_STRING -> 24; // TensorFlow's text header.
      default -> BYTE_WIDE.contains(type) ? 1 : Integer.BYTES;
    };
  }
}

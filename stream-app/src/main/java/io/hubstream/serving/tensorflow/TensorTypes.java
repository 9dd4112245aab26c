package io.hubstream.serving.tensorflow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Element types and shapes, as signatures and graphs state them. */
final class TensorTypes {
  private final GraphOps ops;

  TensorTypes(GraphOps ops) {
    this.ops = ops;
  }

  /** Sizes, -1 for an unknown one; empty for an unknown rank. */
  Optional<List<Long>> shape(TensorInfo info) {
    return info.hasTensorShape() ? shape(info.getTensorShape()) : placeholderShape(info);
  }

  /** The placeholder's type in the graph, where the tensor is a placeholder. */
  Optional<DataType> placeholderType(TensorInfo info) {
    return ops.node(info.getName()).filter(TensorTypes::isPlaceholder).map(TensorTypes::type);
  }

  private Optional<List<Long>> placeholderShape(TensorInfo info) {
    return ops.node(info.getName()).filter(TensorTypes::isPlaceholder).flatMap(TensorTypes::shape);
  }

  /** Element type of a placeholder. */
  static DataType type(NodeDef placeholder) {
    return placeholder.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
  }

  /** Sizes of a placeholder, -1 for an unknown one; empty for an unknown rank. */
  static Optional<List<Long>> shape(NodeDef placeholder) {
    return placeholder.containsAttr("shape")
        ? shape(placeholder.getAttrOrThrow("shape").getShape())
        : Optional.empty();
  }

  static boolean isPlaceholder(NodeDef node) {
    return node.getOp().startsWith("Placeholder");
  }

  private static Optional<List<Long>> shape(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Optional.empty()
        : Optional.of(shape.getDimList().stream().map(dim -> dim.getSize()).toList());
  }

  /** For people: {@code float32 [?, 96, 96, 3]}, {@code string of unknown shape}. */
  String display(TensorInfo info) {
    return name(info.getDtype())
        + shape(info).map(TensorTypes::display).orElse(" of unknown shape");
  }

  static String display(List<Long> shape) {
    return shape.stream()
        .map(size -> size < 0 ? "?" : size.toString())
        .collect(Collectors.joining(", ", " [", "]"));
  }

  static String name(DataType type) {
    return switch (type) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      case DT_HALF -> "float16";
      default -> type.name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Values of one row of an output: -1 when unknown; empty when it is no vector for each row
   * ({@code [batch, n]}, or that with sizes of 1 between).
   */
  Optional<Long> rowWidth(TensorInfo info) {
    Optional<List<Long>> shape = shape(info);
    if (shape.isEmpty()) {
      return Optional.of(-1L);
    }
    List<Long> sizes = shape.get();
    boolean vector =
        sizes.size() >= 2
            && sizes.subList(1, sizes.size() - 1).stream().allMatch(size -> size == 1);
    return vector ? Optional.of(sizes.get(sizes.size() - 1)) : Optional.empty();
  }
}

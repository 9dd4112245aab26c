package io.hubstream.serving.tensorflow;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Tensors from {@code TensorProto}s. A proto gives its values as raw bytes or as a list, whose last
 * value counts for all that follow ({@code tensorflow/core/framework/tensor.proto}).
 */
final class TensorProtos {
  private static final long MOST_BYTES = 1L << 30;

  private TensorProtos() {}

  /**
   * The tensor; the caller closes it.
   *
   * @throws IllegalArgumentException it makes no sense, is too large, or of a type that is not read
   */
  static TType tensor(TensorProto proto) {
    Shape shape = shape(proto.getTensorShape());
    return switch (proto.getDtype()) {
      case DT_STRING -> strings(proto, shape);
      case DT_FLOAT -> raw(TFloat32.class, proto, shape, Float.BYTES);
      case DT_DOUBLE -> raw(TFloat64.class, proto, shape, Double.BYTES);
      case DT_INT32 -> raw(TInt32.class, proto, shape, Integer.BYTES);
      case DT_INT64 -> raw(TInt64.class, proto, shape, Long.BYTES);
      case DT_UINT8 -> raw(TUint8.class, proto, shape, 1);
      case DT_BOOL -> raw(TBool.class, proto, shape, 1);
      case DT_HALF -> raw(TFloat16.class, proto, shape, Short.BYTES);
      case DT_BFLOAT16 -> raw(TBfloat16.class, proto, shape, Short.BYTES);
      default ->
          throw new IllegalArgumentException(
              "tensors of " + TensorTypes.name(proto.getDtype()) + " are not read");
    };
  }

  private static Shape shape(TensorShapeProto proto) {
    if (proto.getUnknownRank()) {
      throw new IllegalArgumentException("its rank is unknown");
    }
    long[] sizes = proto.getDimList().stream().mapToLong(dim -> dim.getSize()).toArray();
    long values = 1;
    for (long size : sizes) {
      if (size < 0 || (size > 0 && values > MOST_BYTES / size)) {
        throw new IllegalArgumentException(
            "it has the shape "
                + proto.getDimList().stream().map(dim -> Long.toString(dim.getSize())).toList());
      }
      values *= size;
    }
    return Shape.of(sizes);
  }

  private static <T extends TType> T raw(Class<T> type, TensorProto proto, Shape shape, int width) {
    int count = Math.toIntExact(shape.size());
    if ((long) count * width > MOST_BYTES) {
      throw new IllegalArgumentException("it has %d values".formatted(count));
    }
    ByteString content = proto.getTensorContent();
    byte[] bytes = content.isEmpty() ? listed(proto, count, width) : content.toByteArray();
    if (bytes.length != count * width) {
      throw new IllegalArgumentException(
          "%d bytes are no %d values of %s"
              .formatted(bytes.length, count, TensorTypes.name(proto.getDtype())));
    }
    return Tensor.of(type, shape, DataBuffers.of(bytes));
  }

  private static byte[] listed(TensorProto proto, int count, int width) {
    ByteBuffer bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
    DataType type = proto.getDtype();
    switch (type) {
      case DT_FLOAT ->
          fill(count, proto.getFloatValCount(), i -> bytes.putFloat(proto.getFloatVal(i)));
      case DT_DOUBLE ->
          fill(count, proto.getDoubleValCount(), i -> bytes.putDouble(proto.getDoubleVal(i)));
      case DT_INT32 -> fill(count, proto.getIntValCount(), i -> bytes.putInt(proto.getIntVal(i)));
      case DT_INT64 ->
          fill(count, proto.getInt64ValCount(), i -> bytes.putLong(proto.getInt64Val(i)));
      case DT_UINT8 ->
          fill(count, proto.getIntValCount(), i -> bytes.put((byte) proto.getIntVal(i)));
      case DT_BOOL ->
          fill(
              count, proto.getBoolValCount(), i -> bytes.put((byte) (proto.getBoolVal(i) ? 1 : 0)));
      default ->
          fill(count, proto.getHalfValCount(), i -> bytes.putShort((short) proto.getHalfVal(i)));
    }
    return bytes.array();
  }

  private static void fill(int count, int given, IntConsumer put) {
    requireEnough(count, given);
    for (int i = 0; i < count; i++) {
      put.accept(Math.min(i, given - 1));
    }
  }

  private static void requireEnough(int count, int given) {
    if (given > count || (given == 0 && count > 0)) {
      throw new IllegalArgumentException("it gives %d values for %d".formatted(given, count));
    }
  }

  private static TString strings(TensorProto proto, Shape shape) {
    int count = Math.toIntExact(shape.size());
    requireEnough(count, proto.getStringValCount());
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      values[i] = proto.getStringVal(Math.min(i, proto.getStringValCount() - 1)).toByteArray();
    }
    return TString.tensorOfBytes(shape, DataBuffers.ofObjects(values));
  }

  /** Texts as a tensor of one dimension, or of two with one column. */
  static TensorProto texts(List<String> texts, boolean column) {
    TensorProto.Builder proto = TensorProto.newBuilder().setDtype(DataType.DT_STRING);
    List<Long> sizes = new ArrayList<>(List.of((long) texts.size()));
    if (column) {
      sizes.add(1L);
    }
    texts.forEach(text -> proto.addStringVal(ByteString.copyFromUtf8(text)));
    return proto.setTensorShape(shape(sizes)).build();
  }

  /** A tensor of raw little-endian values. */
  static TensorProto raw(DataType type, List<Long> sizes, byte[] bytes) {
    return TensorProto.newBuilder()
        .setDtype(type)
        .setTensorShape(shape(sizes))
        .setTensorContent(ByteString.copyFrom(bytes))
        .build();
  }

  private static TensorShapeProto shape(List<Long> sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    sizes.forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return shape.build();
  }
}

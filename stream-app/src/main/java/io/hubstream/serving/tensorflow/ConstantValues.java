package io.hubstream.serving.tensorflow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Values of constants, as far as shapes need them. */
final class ConstantValues {
  private static final int MOST = 256;

  private ConstantValues() {}

  /**
   * The whole numbers of a constant; one that is written once for all places stands once for each.
   * Empty for another type, and for more values than a shape has.
   */
  static List<Long> integers(NodeDef constant) {
    TensorProto tensor =
        constant.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    List<Long> values = new ArrayList<>(written(tensor));
    double count = 1;
    for (var dim : tensor.getTensorShape().getDimList()) {
      count *= Math.max(0, dim.getSize());
    }
    if (count > MOST || values.isEmpty()) {
      return List.of();
    }
    while (values.size() < count) {
      values.add(values.get(values.size() - 1));
    }
    return List.copyOf(values);
  }

  private static List<Long> written(TensorProto tensor) {
    ByteBuffer bytes =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    if (tensor.getDtype() == DataType.DT_INT32) {
      tensor.getIntValList().forEach(value -> values.add(value.longValue()));
      while (bytes.remaining() >= Integer.BYTES && values.size() <= MOST) {
        values.add((long) bytes.getInt());
      }
    } else if (tensor.getDtype() == DataType.DT_INT64) {
      values.addAll(tensor.getInt64ValList());
      while (bytes.remaining() >= Long.BYTES && values.size() <= MOST) {
        values.add(bytes.getLong());
      }
    }
    return values;
  }
}

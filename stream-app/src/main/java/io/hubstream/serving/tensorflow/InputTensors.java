package io.hubstream.serving.tensorflow;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.content.ModelInput.Text;
import io.hubstream.content.Preprocessing;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.ndarray.buffer.LongDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Makes the input tensor of a batch.
 *
 * <p>A padding row is a copy of a real row (of the shortest text): a row of zeros or an empty text
 * could fail by itself and take the batch with it, a copy fails only where the batch fails anyway.
 */
final class InputTensors {

  /** Types that inputs can have, by their names in the manifest. */
  enum ElementType {
    FLOAT32(DataType.DT_FLOAT),
    UINT8(DataType.DT_UINT8),
    INT32(DataType.DT_INT32),
    INT64(DataType.DT_INT64),
    STRING(DataType.DT_STRING);

    private final DataType dataType;

    ElementType(DataType dataType) {
      this.dataType = dataType;
    }

    static ElementType of(ModelManifest.Input input) throws ModelRefusedException {
      ElementType type =
          switch (input.elementType()) {
            case "float32" -> FLOAT32;
            case "uint8" -> UINT8;
            case "int32" -> INT32;
            case "int64" -> INT64;
            case "string" -> STRING;
            default ->
                throw new ModelRefusedException(
                    "inputs of type '%s' are not served, only float32, uint8, int32, int64 and string"
                        .formatted(input.elementType()));
          };
      boolean image = input.preprocessing() instanceof ImagePreprocessing;
      if (image == (type == STRING)) {
        throw new ModelRefusedException(
            "an input of type '%s' cannot take %s"
                .formatted(input.elementType(), input.preprocessing().id()));
      }
      return type;
    }
  }

  private final ElementType type;
  private final Preprocessing preprocessing;

  /** Whether a text input has the shape [batch, 1] in place of [batch]. */
  private final boolean column;

  private InputTensors(ElementType type, Preprocessing preprocessing, boolean column) {
    this.type = type;
    this.preprocessing = preprocessing;
    this.column = column;
  }

  /**
   * @param input what the manifest says
   * @param placeholder what the graph has
   * @throws ModelRefusedException the two do not agree, or the graph takes one batch size only
   */
  static InputTensors of(ModelManifest.Input input, Output<?> placeholder)
      throws ModelRefusedException {
    return of(input, placeholder.dataType(), placeholder.shape());
  }

  /**
   * The same before anything is loaded, as far as the graph says what it takes.
   *
   * @param feeds tensors that take the input
   * @throws ModelRefusedException the manifest and the graph do not agree
   */
  static void requireFit(ModelManifest.Input input, List<String> feeds, GraphOps graph)
      throws ModelRefusedException {
    for (String feed : feeds) {
      Optional<NodeDef> node = graph.node(feed).filter(TensorTypes::isPlaceholder);
      if (node.isPresent()) {
        Shape shape =
            TensorTypes.shape(node.get())
                .map(sizes -> Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()))
                .orElse(Shape.unknown());
        of(input, TensorTypes.type(node.get()), shape);
      }
    }
  }

  private static InputTensors of(ModelManifest.Input input, DataType inGraph, Shape shape)
      throws ModelRefusedException {
    ElementType type = ElementType.of(input);
    if (inGraph != type.dataType) {
      throw new ModelRefusedException(
          "the manifest says that the input is %s, but in the graph it is %s"
              .formatted(input.elementType(), TensorTypes.name(inGraph)));
    }
    if (input.preprocessing() instanceof ImagePreprocessing image) {
      PictureSize.require(image.height(), image.width());
    }
    Shape row = rowShape(input.preprocessing());
    boolean known = !shape.isUnknown();
    boolean column = type == ElementType.STRING && known && shape.numDimensions() == 2;
    if (known && !fits(shape, column ? Shape.of(1) : row)) {
      throw new ModelRefusedException(
          "the input of the graph has the shape%s, which does not take batches of %s"
              .formatted(
                  TensorTypes.display(Arrays.stream(shape.asArray()).boxed().toList()),
                  input.preprocessing().id()));
    }
    if (known && shape.get(0) != Shape.UNKNOWN_SIZE) {
      throw new ModelRefusedException(
          "the graph takes batches of exactly %d: export it with a batch size that is free"
              .formatted(shape.get(0)));
    }
    return new InputTensors(type, input.preprocessing(), column);
  }

  private static Shape rowShape(Preprocessing preprocessing) {
    return preprocessing instanceof ImagePreprocessing image
        ? Shape.of(image.height(), image.width(), image.channels())
        : Shape.scalar();
  }

  private static boolean fits(Shape shape, Shape row) {
    if (shape.numDimensions() != row.numDimensions() + 1) {
      return false;
    }
    for (int i = 0; i < row.numDimensions(); i++) {
      long size = shape.get(i + 1);
      if (size != Shape.UNKNOWN_SIZE && size != row.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** The batch; the caller closes it. */
  TType batch(List<ModelInput> inputs, int rows) {
    return switch (type) {
      case FLOAT32 -> floats(inputs, rows);
      case UINT8 -> bytes(inputs, rows);
      case INT32 -> ints(inputs, rows);
      case INT64 -> longs(inputs, rows);
      case STRING -> texts(inputs, rows);
    };
  }

  private Shape batchShape(int rows) {
    return rowShape(preprocessing).prepend(rows);
  }

  private TFloat32 floats(List<ModelInput> inputs, int rows) {
    return TFloat32.tensorOf(
        batchShape(rows),
        tensor -> {
          FloatDataBuffer data = tensor.asRawTensor().data().asFloats();
          long at = 0;
          for (int row = 0; row < rows; row++) {
            float[] values = values(inputs.get(row < inputs.size() ? row : 0));
            data.offset(at).write(values);
            at += values.length;
          }
        });
  }

  private TUint8 bytes(List<ModelInput> inputs, int rows) {
    return TUint8.tensorOf(
        batchShape(rows),
        tensor -> {
          ByteDataBuffer data = tensor.asRawTensor().data();
          long at = 0;
          for (int row = 0; row < rows; row++) {
            byte[] values = toBytes(values(inputs.get(row < inputs.size() ? row : 0)));
            data.offset(at).write(values);
            at += values.length;
          }
        });
  }

  private TInt32 ints(List<ModelInput> inputs, int rows) {
    return TInt32.tensorOf(
        batchShape(rows),
        tensor -> {
          IntDataBuffer data = tensor.asRawTensor().data().asInts();
          long at = 0;
          for (int row = 0; row < rows; row++) {
            float[] values = values(inputs.get(row < inputs.size() ? row : 0));
            for (float value : values) {
              data.setInt(Math.round(value), at++);
            }
          }
        });
  }

  private TInt64 longs(List<ModelInput> inputs, int rows) {
    return TInt64.tensorOf(
        batchShape(rows),
        tensor -> {
          LongDataBuffer data = tensor.asRawTensor().data().asLongs();
          long at = 0;
          for (int row = 0; row < rows; row++) {
            float[] values = values(inputs.get(row < inputs.size() ? row : 0));
            for (float value : values) {
              data.setLong(Math.round(value), at++);
            }
          }
        });
  }

  static byte[] toBytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(values[i])));
    }
    return bytes;
  }

  private TString texts(List<ModelInput> inputs, int rows) {
    String padding =
        inputs.stream()
            .map(InputTensors::text)
            .min(Comparator.comparingInt(String::length))
            .orElseThrow();
    String[] values = new String[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = row < inputs.size() ? text(inputs.get(row)) : padding;
    }
    Shape shape = column ? Shape.of(rows, 1) : Shape.of(rows);
    return TString.tensorOf(shape, DataBuffers.ofObjects(values));
  }

  private float[] values(ModelInput input) {
    int size = ((ImagePreprocessing) preprocessing).size();
    if (input instanceof ImageTensor image && image.values().length == size) {
      return image.values();
    }
    throw new IllegalArgumentException("the model takes " + preprocessing.id());
  }

  private static String text(ModelInput input) {
    if (input instanceof Text text) {
      return text.value();
    }
    throw new IllegalArgumentException("the model takes text");
  }
}

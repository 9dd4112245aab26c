package io.hubstream.starter.graphs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Java values to tensors and back. The caller closes what it is given. */
final class Tensors {
  private Tensors() {}

  /** RGB bytes of pictures to {@code [pictures, side, side, 3]}, values in [0,1]. */
  static Tensor ofPictures(List<byte[]> pictures) {
    int side = PictureFeatures.SIDE;
    int size = side * side * 3;
    float[] values = new float[pictures.size() * size];
    for (int i = 0; i < pictures.size(); i++) {
      byte[] picture = pictures.get(i);
      if (picture.length != size) {
        throw new IllegalArgumentException(
            "a picture of " + picture.length + " bytes; expected " + size);
      }
      for (int j = 0; j < size; j++) {
        values[i * size + j] = (picture[j] & 0xff) / 255f;
      }
    }
    return TFloat32.tensorOf(Shape.of(pictures.size(), side, side, 3), DataBuffers.of(values));
  }

  /** Texts to {@code [texts]}, in UTF-8. */
  static Tensor ofTexts(List<String> texts) {
    return TString.tensorOf(
        StandardCharsets.UTF_8, NdArrays.vectorOfObjects(texts.toArray(String[]::new)));
  }

  /** The rows of a matrix with {@code count} rows. */
  static float[][] rows(TFloat32 matrix, int count) {
    float[] all = new float[(int) matrix.size()];
    matrix.asRawTensor().data().asFloats().read(all);
    int width = all.length / count;
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(all, i * width, rows[i], 0, width);
    }
    return rows;
  }
}

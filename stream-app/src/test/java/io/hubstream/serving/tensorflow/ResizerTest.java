package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

class ResizerTest {
  /** TensorFlow's kernel is compiled with fused multiply-add on some machines. */
  private static final float ROUNDING = 1e-4f;

  @ParameterizedTest
  @CsvSource({
    "96, 96, 96, 96",
    "32, 32, 96, 96",
    "240, 320, 96, 96",
    "320, 213, 224, 224",
    "97, 95, 96, 96",
    "7, 5, 3, 9",
    "1, 1, 4, 4",
    "500, 2, 3, 3"
  })
  void shouldGiveWhatTensorFlowGivesForRgb(int height, int width, int newHeight, int newWidth) {
    assertEqualToTensorFlow(new int[] {height, width, 3}, newHeight, newWidth);
  }

  @ParameterizedTest
  @CsvSource({"28, 28, 28, 28", "28, 28, 32, 30", "300, 200, 32, 32"})
  void shouldGiveWhatTensorFlowGivesForGrey(int height, int width, int newHeight, int newWidth) {
    assertEqualToTensorFlow(new int[] {height, width, 1}, newHeight, newWidth);
  }

  @Test
  void shouldMixTransparentPixelsOverWhiteBeforeResizing() {
    byte[] clearAndRed = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, (byte) 255};
    TUint8 tensor = TUint8.tensorOf(Shape.of(1, 2, 4), DataBuffers.of(clearAndRed));

    try (DecodedPicture picture = new DecodedPicture(tensor, tensor)) {
      assertThat(Resizer.resize(picture, 1, 1)).containsExactly(255f, 127.5f, 127.5f);
    }
  }

  private static void assertEqualToTensorFlow(int[] shape, int height, int width) {
    byte[] pixels = new byte[shape[0] * shape[1] * shape[2]];
    new Random(7).nextBytes(pixels);
    TUint8 tensor = TUint8.tensorOf(Shape.of(shape[0], shape[1], shape[2]), DataBuffers.of(pixels));

    try (DecodedPicture picture = new DecodedPicture(tensor, tensor)) {
      float[] resized = Resizer.resize(picture, height, width);

      Numbers.assertClose(resized, byTensorFlow(tensor, height, width), ROUNDING);
    }
  }

  private static float[] byTensorFlow(TUint8 picture, int height, int width) {
    Shape shape = picture.shape();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TUint8> pixels = tf.placeholder(TUint8.class, Placeholder.shape(shape));
      var resized =
          tf.image.scaleAndTranslate(
              tf.expandDims(pixels, tf.constant(0)),
              tf.array(height, width),
              tf.array((float) height / shape.get(0), (float) width / shape.get(1)),
              tf.array(0f, 0f),
              ScaleAndTranslate.kernelType("triangle"),
              ScaleAndTranslate.antialias(true));
      try (Result result = session.runner().feed(pixels, picture).fetch(resized).run()) {
        float[] values = new float[(int) result.get(0).shape().size()];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }
}

package io.hubstream.serving.tensorflow;

import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;

/**
 * One graph and one session that decode and resize pictures. Safe for concurrent use; close waits
 * for the runs under way.
 */
final class DecodeGraph implements AutoCloseable {
  private static final int WHITE = 255;

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> file;
  private final Map<Integer, Operand<TUint8>> jpegByRatio;
  private final Operand<TUint8> png;
  private final Placeholder<TUint8> pixels;
  private final Placeholder<TInt32> size;
  private final Placeholder<TFloat32> scale;
  private final Operand<TFloat32> resized;
  private final Map<Integer, Operand<TFloat32>> resizedOverWhite;

  DecodeGraph(ConfigProto config) {
    Ops tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    jpegByRatio = Map.of(1, jpeg(tf, 1), 2, jpeg(tf, 2), 4, jpeg(tf, 4), 8, jpeg(tf, 8));
    png = tf.image.decodePng(file, TUint8.class, DecodePng.channels(0L));
    Shape picture = Shape.of(-1, -1, -1);
    pixels = tf.placeholder(TUint8.class, Placeholder.shape(picture));
    size = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
    scale = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
    resized = resize(tf, pixels);
    resizedOverWhite = Map.of(2, resize(tf, overWhite(tf, 2)), 4, resize(tf, overWhite(tf, 4)));
    session = new Session(graph, config);
  }

  private Operand<TUint8> jpeg(Ops tf, int ratio) {
    return tf.image.decodeJpeg(file, DecodeJpeg.channels(0L), DecodeJpeg.ratio((long) ratio));
  }

  private Operand<TFloat32> resize(Ops tf, Operand<TUint8> picture) {
    return tf.image.scaleAndTranslate(
        tf.expandDims(picture, tf.constant(0)),
        size,
        scale,
        tf.constant(new float[] {0, 0}),
        ScaleAndTranslate.kernelType("triangle"),
        ScaleAndTranslate.antialias(true));
  }

  /** White less alpha times what the colours lack of white; all products fit into 16 bits. */
  private Operand<TUint8> overWhite(Ops tf, int channels) {
    Operand<TUint8> colours = tf.slice(pixels, tf.array(0, 0, 0), tf.array(-1, -1, channels - 1));
    Operand<TUint8> alpha = tf.slice(pixels, tf.array(0, 0, channels - 1), tf.array(-1, -1, 1));
    Operand<TUint16> white = tf.dtypes.cast(tf.constant(WHITE), TUint16.class);
    Operand<TUint16> lack = tf.math.sub(white, tf.dtypes.cast(colours, TUint16.class));
    Operand<TUint16> shown = tf.math.mul(lack, tf.dtypes.cast(alpha, TUint16.class));
    return tf.dtypes.cast(tf.math.sub(white, tf.math.div(shown, white)), TUint8.class);
  }

  /**
   * A decoded picture in native memory.
   *
   * @param pixels height x width x channels, 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
   */
  record Decoded(TUint8 pixels, AutoCloseable owner) implements AutoCloseable {
    int channels() {
      return (int) pixels.shape().get(2);
    }

    /** After alpha is gone. */
    int colours() {
      return channels() <= 2 ? 1 : 3;
    }

    @Override
    public void close() {
      try {
        owner.close();
      } catch (Exception e) {
        throw new IllegalStateException("tensors close without exceptions", e);
      }
    }
  }

  /**
   * Decodes a JPEG to 1 or 3 channels.
   *
   * @param ratio 1, 2, 4 or 8: width and height become so much smaller
   */
  Decoded jpeg(byte[] bytes, int ratio) {
    Operand<TUint8> decode = jpegByRatio.get(ratio);
    if (decode == null) {
      throw new IllegalArgumentException("no JPEG is decoded at 1/" + ratio);
    }
    return decode(bytes, decode);
  }

  /** Decodes a PNG to the channels that it has; 16 bits become 8. */
  Decoded png(byte[] bytes) {
    return decode(bytes, png);
  }

  /** Takes pixels that were decoded elsewhere: height x width x 3 bytes. */
  Decoded rgb(byte[] bytes, int height, int width) {
    TUint8 tensor = TUint8.tensorOf(Shape.of(height, width, 3), DataBuffers.of(bytes));
    return new Decoded(tensor, tensor);
  }

  private Decoded decode(byte[] bytes, Operand<TUint8> decode) {
    try (TString input =
        TString.tensorOfBytes(Shape.scalar(), DataBuffers.ofObjects(new byte[][] {bytes}))) {
      Result result = session.runner().feed(file, input).fetch(decode).run();
      return new Decoded((TUint8) result.get(0), result);
    }
  }

  /** Resizes, bilinear with antialiasing; alpha is composited over white. Values 0 to 255. */
  float[] resize(Decoded picture, int height, int width) {
    Operand<TFloat32> fetch = resizedOverWhite.getOrDefault(picture.channels(), resized);
    Shape shape = picture.pixels().shape();
    try (TInt32 wanted = TInt32.vectorOf(height, width);
        TFloat32 factors =
            TFloat32.vectorOf((float) height / shape.get(0), (float) width / shape.get(1));
        Result result =
            session
                .runner()
                .feed(pixels, picture.pixels())
                .feed(size, wanted)
                .feed(scale, factors)
                .fetch(fetch)
                .run()) {
      float[] values = new float[height * width * picture.colours()];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

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
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * One graph and one session that decode pictures. Safe for concurrent use; close waits for the runs
 * under way.
 */
final class DecodeGraph implements AutoCloseable {
  /** A run is one operation: to wake a thread of TensorFlow's for it would only cost time. */
  private static final RunOptions IN_THE_CALLERS_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> file;
  private final Map<Integer, Operand<TUint8>> jpegByRatio;
  private final Operand<TUint8> png;

  DecodeGraph(ConfigProto config) {
    Ops tf = Ops.create(graph);
    file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    jpegByRatio = Map.of(1, jpeg(tf, 1), 2, jpeg(tf, 2), 4, jpeg(tf, 4), 8, jpeg(tf, 8));
    png = tf.image.decodePng(file, TUint8.class, DecodePng.channels(0L));
    session = new Session(graph, config);
  }

  private Operand<TUint8> jpeg(Ops tf, int ratio) {
    return tf.image.decodeJpeg(file, DecodeJpeg.channels(0L), DecodeJpeg.ratio((long) ratio));
  }

  /**
   * Decodes a JPEG to 1 or 3 channels.
   *
   * @param ratio 1, 2, 4 or 8: width and height become so much smaller
   */
  DecodedPicture jpeg(byte[] bytes, int ratio) {
    Operand<TUint8> decode = jpegByRatio.get(ratio);
    if (decode == null) {
      throw new IllegalArgumentException("no JPEG is decoded at 1/" + ratio);
    }
    return decode(bytes, decode);
  }

  /** Decodes a PNG to the channels that it has; 16 bits become 8. */
  DecodedPicture png(byte[] bytes) {
    return decode(bytes, png);
  }

  private DecodedPicture decode(byte[] bytes, Operand<TUint8> decode) {
    try (TString input =
        TString.tensorOfBytes(Shape.scalar(), DataBuffers.ofObjects(new byte[][] {bytes}))) {
      Result result =
          session.runner().setOptions(IN_THE_CALLERS_THREAD).feed(file, input).fetch(decode).run();
      return new DecodedPicture((TUint8) result.get(0), result);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}

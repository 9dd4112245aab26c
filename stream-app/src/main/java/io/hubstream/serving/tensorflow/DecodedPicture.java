package io.hubstream.serving.tensorflow;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/**
 * A decoded picture in native memory, read row by row. Close frees the memory.
 *
 * <p>Owner thread: the one that decodes; nothing else may call.
 */
final class DecodedPicture implements AutoCloseable {
  private static final int WHITE = 255;

  private final AutoCloseable owner;
  private final ByteDataBuffer pixels;
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] row;

  /**
   * @param tensor height x width x channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
   * @param owner of the tensor's memory
   */
  DecodedPicture(TUint8 tensor, AutoCloseable owner) {
    this.owner = owner;
    this.pixels = tensor.asRawTensor().data();
    this.height = (int) tensor.shape().get(0);
    this.width = (int) tensor.shape().get(1);
    this.channels = (int) tensor.shape().get(2);
    this.row = new byte[width * channels];
  }

  /** Takes pixels that were decoded elsewhere: height x width x 3 bytes. */
  static DecodedPicture rgb(byte[] bytes, int height, int width) {
    TUint8 tensor = TUint8.tensorOf(Shape.of(height, width, 3), DataBuffers.of(bytes));
    return new DecodedPicture(tensor, tensor);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** 1 for grey, 3 for RGB: alpha is composited over white. */
  int colours() {
    return channels <= 2 ? 1 : 3;
  }

  /**
   * Reads a row.
   *
   * @param into gets width x colours values, 0 to 255
   * @param at where the first of them goes
   */
  void read(int y, float[] into, int at) {
    pixels.offset((long) y * row.length).read(row);
    if (channels == colours()) {
      for (int i = 0; i < row.length; i++) {
        into[at + i] = row[i] & 0xFF;
      }
    } else {
      readOverWhite(into, at);
    }
  }

  /** White less alpha times what the colours lack of white. */
  private void readOverWhite(float[] into, int at) {
    int to = at;
    for (int pixel = 0; pixel < row.length; pixel += channels) {
      int alpha = row[pixel + channels - 1] & 0xFF;
      for (int c = 0; c < channels - 1; c++) {
        int lack = WHITE - (row[pixel + c] & 0xFF);
        into[to++] = WHITE - lack * alpha / WHITE;
      }
    }
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

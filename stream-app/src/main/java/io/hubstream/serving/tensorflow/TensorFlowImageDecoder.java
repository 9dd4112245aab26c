package io.hubstream.serving.tensorflow;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.content.Stage;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.ImageHeader;
import io.hubstream.decoding.ImageIoPixels;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.serving.InferenceException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decodes JPEG and PNG with TensorFlow, GIF (first frame) and BMP with Java, and makes every wanted
 * form of the one decoded picture: bilinear with antialiasing, as {@code
 * tf.image.resize(antialias=True)} and Pillow do. Without antialiasing models see the noise of the
 * pixels that happen to be hit: a ResNet took a cat for a frog.
 *
 * <p>A JPEG's EXIF orientation is honoured. Transparent parts show white, as on a page. A PNG of 16
 * bits is read at 8. A JPEG that is much larger than all wanted forms is decoded at a half, a
 * quarter or an eighth, never below twice the largest form.
 *
 * <p>Owner thread: none; any thread may decode, several at a time. Close waits for those under way
 * and is idempotent. Works on the CPU alone, beside models on a GPU.
 */
public final class TensorFlowImageDecoder implements ImageDecoder, AutoCloseable {
  private static final int[] RATIOS = {8, 4, 2};

  private final ImageLimits limits;
  private final DecodeGraph graph;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param settings of the process; the loader's
   */
  public TensorFlowImageDecoder(ImageLimits limits, TensorFlowSettings settings) {
    TensorFlowNatives.load();
    this.limits = limits;
    this.graph = new DecodeGraph(TensorFlowRuntime.cpuConfig(settings));
  }

  @Override
  public List<ImageTensor> decode(
      String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted)
      throws BadRecordException {
    if (bytes.remaining() > limits.maxBytes()) {
      throw new BadRecordException(
          FailureKind.LIMIT_EXCEEDED,
          Stage.DECODE,
          "the picture has %d bytes, at most %d are decoded"
              .formatted(bytes.remaining(), limits.maxBytes()));
    }
    byte[] file = new byte[bytes.remaining()];
    bytes.duplicate().get(file);
    ImageHeader header = ImageHeader.read(mediaType, file, limits);
    try (DecodedPicture picture = decoded(header, file, wanted)) {
      List<ImageTensor> tensors = new ArrayList<>(wanted.size());
      for (ImagePreprocessing form : wanted) {
        tensors.add(tensor(picture, header.orientation(), form));
      }
      return tensors;
    }
  }

  private DecodedPicture decoded(ImageHeader header, byte[] file, List<ImagePreprocessing> wanted)
      throws BadRecordException {
    try {
      return switch (header.format()) {
        case JPEG -> graph.jpeg(file, ratio(header, wanted));
        case PNG -> graph.png(file);
        case GIF, BMP ->
            DecodedPicture.rgb(ImageIoPixels.rgb(header, file), header.height(), header.width());
      };
    } catch (RuntimeException e) {
      if (TensorFlowErrors.kind(e) != InferenceException.Kind.INPUT) {
        throw e;
      }
      throw new BadRecordException(
          FailureKind.UNDECODABLE,
          Stage.DECODE,
          "the %s cannot be decoded: %s".formatted(header.format(), TensorFlowErrors.shortened(e)),
          e);
    }
  }

  /** The largest reduction that leaves at least twice of every wanted form. */
  static int ratio(ImageHeader header, List<ImagePreprocessing> wanted) {
    boolean transposes = PixelForm.transposes(header.orientation());
    int shownHeight = transposes ? header.width() : header.height();
    int shownWidth = transposes ? header.height() : header.width();
    for (int ratio : RATIOS) {
      boolean enough =
          wanted.stream()
              .allMatch(
                  form ->
                      shownHeight / ratio >= 2 * form.height()
                          && shownWidth / ratio >= 2 * form.width());
      if (enough) {
        return ratio;
      }
    }
    return 1;
  }

  private ImageTensor tensor(DecodedPicture picture, int orientation, ImagePreprocessing form) {
    boolean transposes = PixelForm.transposes(orientation);
    int height = transposes ? form.width() : form.height();
    int width = transposes ? form.height() : form.width();
    float[] pixels = Resizer.resize(picture, height, width);
    return new ImageTensor(PixelForm.tensor(pixels, picture.colours(), orientation, form));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      graph.close();
    }
  }
}

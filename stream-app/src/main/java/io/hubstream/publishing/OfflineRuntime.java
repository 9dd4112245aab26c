package io.hubstream.publishing;

import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.decoding.MediaTypeDetector;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.service.ContentSampleDecoder;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.SampleDecoder;
import io.hubstream.serving.Servable;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;

/**
 * What runs models without Kafka: the loader and the decoders of the service, with their default
 * limits.
 *
 * <p>Owner thread: whoever made it, and closes it. TensorFlow loads when it is made.
 */
public final class OfflineRuntime implements AutoCloseable {
  /** Padded batch sizes that models are run with. */
  public static final List<Integer> BATCH_SIZES = List.of(1, 8, 32);

  private static final int MAX_CHUNKS = 1_000;

  private final MediaTypeDetector mediaTypes = new MediaTypeDetector();
  private final TensorFlowLoader loader = new TensorFlowLoader(TensorFlowSettings.DEFAULT);
  private final TensorFlowImageDecoder images =
      new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT);
  private final TikaTextExtractor documents = new TikaTextExtractor(DocumentLimits.DEFAULT);

  /** Loads a version; the caller closes it. */
  Servable load(ModelArtifact artifact) throws ModelRefusedException {
    return loader.load(artifact);
  }

  SampleDecoder decoder() {
    return new ContentSampleDecoder(images, documents, MAX_CHUNKS);
  }

  /** A file as an item; its media type is detected. */
  SampleDecoder.Item item(ContentFiles.Named file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file.file()));
    String name = String.valueOf(file.file().getFileName());
    return new SampleDecoder.Item(name, mediaTypes.detect(name, bytes), bytes);
  }

  @Override
  public void close() {
    documents.close();
    images.close();
  }
}

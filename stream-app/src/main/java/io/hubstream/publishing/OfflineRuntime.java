package io.hubstream.publishing;

import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.decoding.MediaTypeDetector;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.service.ContentSampleDecoder;
import io.hubstream.serving.BoundedServable;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.SampleDecoder;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;

/**
 * What runs models without Kafka: the loader and the decoders of the service.
 *
 * <p>Owner thread: whoever made it, and closes it. TensorFlow loads when it is made.
 */
public final class OfflineRuntime implements AutoCloseable {
  private final Settings settings;
  private final MediaTypeDetector mediaTypes = new MediaTypeDetector();
  private final TensorFlowLoader loader;
  private final TensorFlowImageDecoder images;
  private final TikaTextExtractor documents;

  /**
   * What a service would be told by its settings.
   *
   * @param ops which operations models may use
   * @param batchSizes padded batch sizes that models are run with, ascending
   */
  public record Settings(
      TensorFlowSettings tensorFlow, OpSettings ops, List<Integer> batchSizes, Limits limits) {

    public Settings {
      batchSizes = List.copyOf(batchSizes);
    }

    /** A service's that changes nothing but the list of operations. */
    public static Settings allowing(OpSettings ops) {
      return new Settings(TensorFlowSettings.DEFAULT, ops, List.of(1, 8, 32), Limits.DEFAULT);
    }
  }

  /**
   * What content may be like, and how long a version may take.
   *
   * @param maxChunks most chunks that a document may have
   * @param models how long a version may take
   */
  public record Limits(
      ImageLimits images,
      DocumentLimits documents,
      int maxChunks,
      ModelManagerSettings.Limits models) {
    static final Limits DEFAULT =
        new Limits(
            ImageLimits.DEFAULT,
            DocumentLimits.DEFAULT,
            1_000,
            ModelManagerSettings.Limits.DEFAULT);
  }

  /**
   * @throws IllegalStateException a library of operations cannot be loaded, a name is not that of
   *     an operation, or there is no such device
   */
  public OfflineRuntime(Settings settings) {
    this.settings = settings;
    this.loader = new TensorFlowLoader(settings.tensorFlow(), settings.ops());
    this.images = new TensorFlowImageDecoder(settings.limits().images(), settings.tensorFlow());
    this.documents = new TikaTextExtractor(settings.limits().documents());
  }

  /** Loads versions as the service does. */
  public ServableLoader loader() {
    return loader;
  }

  /** Loads a version within its limit; the caller closes it. */
  BoundedServable load(ModelArtifact artifact) throws ModelRefusedException, IOException {
    return BoundedServable.load(loader, artifact, limits());
  }

  ModelManagerSettings.Limits limits() {
    return settings.limits().models();
  }

  /** Padded batch sizes that models are run with, ascending. */
  List<Integer> batchSizes() {
    return settings.batchSizes();
  }

  int fullBatch() {
    return batchSizes().get(batchSizes().size() - 1);
  }

  SampleDecoder decoder() {
    return new ContentSampleDecoder(images, documents, settings.limits().maxChunks());
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

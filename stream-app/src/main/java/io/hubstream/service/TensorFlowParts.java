package io.hubstream.service;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.BakedArtifacts;
import io.hubstream.artifacts.CacheSettings;
import io.hubstream.artifacts.LocalArtifactCache;
import io.hubstream.config.DecodeSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.InferenceSettings;
import io.hubstream.config.ModelOpSettings;
import io.hubstream.config.StoreSettings;
import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.time.Clock;

/** The parts of a service that runs TensorFlow models. */
public final class TensorFlowParts {
  private static final int DOCUMENTS_PER_WORKER = 500;

  private TensorFlowParts() {}

  /** TensorFlow loads meanwhile. */
  public static ServiceParts of(HubstreamConfig config, ServiceParts.Meters meters) {
    return of(config, meters, StartListener.NONE);
  }

  /**
   * TensorFlow loads meanwhile.
   *
   * @param listener told when it is loaded
   */
  public static ServiceParts of(
      HubstreamConfig config, ServiceParts.Meters meters, StartListener listener) {
    DecodeSettings decode = config.pipeline().decode();
    LoadingTensorFlow tensorFlow =
        LoadingTensorFlow.start(
            settings(config.pipeline().inference()),
            ops(config.models().ops()),
            imageLimits(decode),
            listener);
    LocalArtifactCache cache = cache(config);
    return new ServiceParts(
        cache.holding(tensorFlow.servables()),
        (mediaType, bytes, wanted) -> tensorFlow.images().decode(mediaType, bytes, wanted),
        new TikaTextExtractor(documentLimits(decode)),
        new BakedArtifacts(config.models().stores().bakedDirs(), cache),
        () -> tensorFlow.loader().runtimeVersion(),
        meters);
  }

  /** Local copies of model versions, and the stores that they come from. */
  public static LocalArtifactCache cache(HubstreamConfig config) {
    StoreSettings stores = config.models().stores();
    return new LocalArtifactCache(
        new CacheSettings(config.models().cacheDir(), stores.cacheMaxBytes(), stores.settle()),
        stores(config),
        Clock.systemUTC());
  }

  /** Where artifacts are published to and fetched from. */
  public static ArtifactStores stores(HubstreamConfig config) {
    StoreSettings stores = config.models().stores();
    return ArtifactStores.of(stores.blobEndpoints(), stores.blobConnections());
  }

  public static TensorFlowSettings settings(InferenceSettings inference) {
    return new TensorFlowSettings(
        inference.intraOpThreads(),
        inference.interOpThreads(),
        TensorFlowSettings.Device.valueOf(inference.device().name()),
        new TensorFlowSettings.Gpu(inference.gpu().visible(), inference.gpu().memoryFraction()));
  }

  public static OpSettings ops(ModelOpSettings ops) {
    return OpSettings.of(ops.libraries(), ops.allow(), ops.deny());
  }

  public static ImageLimits imageLimits(DecodeSettings decode) {
    return new ImageLimits(decode.images().maxBytes(), decode.images().maxPixels());
  }

  public static DocumentLimits documentLimits(DecodeSettings decode) {
    DecodeSettings.Documents documents = decode.documents();
    return new DocumentLimits(
        documents.maxBytes(),
        documents.maxCharacters(),
        documents.timeout(),
        documents.heapMb(),
        documents.workers(),
        DOCUMENTS_PER_WORKER);
  }
}

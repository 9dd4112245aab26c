package io.hubstream.service;

import io.hubstream.decoding.ImageLimits;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * TensorFlow while it loads: that takes a core for a second or more, in which a start has enough
 * else to do. Whoever needs it waits.
 *
 * <p>Owner thread: {@code hubstream-load-tensorflow} loads, then ends. Any thread may ask. Nothing
 * to close: what it gives belongs to those who asked.
 */
final class LoadingTensorFlow {
  private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();

  private record Loaded(TensorFlowLoader loader, TensorFlowImageDecoder images) {}

  private LoadingTensorFlow() {}

  /**
   * Begins to load.
   *
   * @param listener told when it is loaded
   */
  static LoadingTensorFlow start(
      TensorFlowSettings settings, OpSettings ops, ImageLimits limits, StartListener listener) {
    LoadingTensorFlow loading = new LoadingTensorFlow();
    Thread thread =
        new Thread(
            () -> loading.load(settings, ops, limits, listener), "hubstream-load-tensorflow");
    thread.setDaemon(true);
    thread.start();
    return loading;
  }

  private void load(
      TensorFlowSettings settings, OpSettings ops, ImageLimits limits, StartListener listener) {
    try {
      TensorFlowLoader loader = new TensorFlowLoader(settings, ops);
      TensorFlowImageDecoder images = new TensorFlowImageDecoder(limits, settings);
      listener.reached(StartPhase.TENSORFLOW);
      loaded.complete(new Loaded(loader, images));
    } catch (RuntimeException | Error e) {
      loaded.completeExceptionally(e);
    }
  }

  /**
   * Waits until it is loaded.
   *
   * @throws IllegalStateException the settings require a GPU and TensorFlow sees none, or name a
   *     library of operations that cannot be loaded
   * @throws LinkageError the natives do not fit this system, or cannot be unpacked
   */
  private Loaded await() {
    try {
      return loaded.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  TensorFlowLoader loader() {
    return await().loader();
  }

  /** The loader for those who may need it later: they wait when they do. */
  ServableLoader servables() {
    return new ServableLoader() {
      @Override
      public Servable load(ModelArtifact artifact) throws ModelRefusedException {
        return loader().load(artifact);
      }

      @Override
      public Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
        return loader().examine(artifact);
      }

      @Override
      public boolean onDevice() {
        return loader().onDevice();
      }
    };
  }

  TensorFlowImageDecoder images() {
    return await().images();
  }
}

package io.hubstream.service;

import io.hubstream.decoding.ImageLimits;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
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
      TensorFlowSettings settings, ImageLimits limits, StartListener listener) {
    LoadingTensorFlow loading = new LoadingTensorFlow();
    Thread thread =
        new Thread(() -> loading.load(settings, limits, listener), "hubstream-load-tensorflow");
    thread.setDaemon(true);
    thread.start();
    return loading;
  }

  private void load(TensorFlowSettings settings, ImageLimits limits, StartListener listener) {
    try {
      TensorFlowLoader loader = new TensorFlowLoader(settings);
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
   * @throws IllegalStateException the settings require a GPU and TensorFlow sees none
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

  TensorFlowImageDecoder images() {
    return await().images();
  }
}

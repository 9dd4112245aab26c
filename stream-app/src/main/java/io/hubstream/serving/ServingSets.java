package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The set that serves. A swap makes a new set, which shares the servables that did not change, puts
 * it in place by one atomic write, and gives the old set back: the last lease of the old set hands
 * its servables to the closer.
 *
 * <p>Owner thread: the lifecycle thread installs; any thread may lease. After {@link #close}
 * nothing can be leased.
 */
final class ServingSets {
  private final ModelCloser closer;
  private final AtomicReference<ServingSet> current;
  private volatile boolean closed;

  ServingSets(ModelCloser closer) {
    this.closer = closer;
    this.current = new AtomicReference<>(setOf(List.of(), -1));
  }

  /** Never blocks: a set can only be gone when another one is in its place. */
  ServingSet lease() {
    while (!closed) {
      ServingSet set = current.get();
      if (set.tryRetain()) {
        return set;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("the model manager is closed: nothing serves any more");
  }

  /** The offset that the serving set follows. */
  long registryOffset() {
    return current.get().registryOffset();
  }

  /**
   * Lets these models serve.
   *
   * @param announce is run after the swap and before the old set can be given back, so that the
   *     audit never sees a version drained before its successor is active
   */
  void install(Collection<LoadedModel> models, long registryOffset, Runnable announce) {
    ServingSet old = current.getAndSet(setOf(List.copyOf(models), registryOffset));
    try {
      announce.run();
    } finally {
      old.release();
    }
  }

  private ServingSet setOf(List<LoadedModel> models, long registryOffset) {
    models.forEach(LoadedModel::joinSet);
    Map<String, Servable> servables =
        models.stream()
            .collect(Collectors.toMap(model -> model.version().model(), LoadedModel::servable));
    return new ServingSet(
        servables,
        registryOffset,
        () -> closer.handOver(() -> models.forEach(LoadedModel::leaveSet)));
  }

  /** Versions that serve now. */
  List<ModelVersion> versions() {
    return current.get().versions();
  }

  /** Ends leasing and gives the last set back. Called once. */
  void close() {
    closed = true;
    current.get().release();
  }
}

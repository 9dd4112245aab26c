package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
  private final ServingSet nothing = new ServingSet(Map.of(), -1, () -> {});
  private volatile boolean closed;

  /** Holds the other models while a version is exchanged; empty while a set serves. */
  private volatile Optional<ServingSet> parked = Optional.empty();

  ServingSets(ModelCloser closer) {
    this.closer = closer;
    this.current = new AtomicReference<>(setOf(List.of(), -1));
    nothing.release();
  }

  /**
   * A set can only be gone when another one is in its place, or while the sets are parked: then it
   * waits.
   *
   * @throws ServingPausedException they are parked for longer than the limit
   */
  ServingSet lease(Duration limit) {
    while (!closed) {
      ServingSet set = current.get();
      if (set.tryRetain()) {
        return set;
      }
      if (set == nothing) {
        awaitInstalled(limit);
      } else {
        Thread.onSpinWait();
      }
    }
    throw new IllegalStateException("the model manager is closed: nothing serves any more");
  }

  private synchronized void awaitInstalled(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (current.get() == nothing && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new ServingPausedException(
              "a model is being exchanged for want of memory, for longer than %d ms"
                  .formatted(limit.toMillis()));
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServingPausedException("interrupted while a model was being exchanged", e);
    }
  }

  /** Whether nobody leases the set that serves. */
  boolean idle() {
    return current.get().idle();
  }

  /**
   * Lets nothing serve until the next {@link #install}: whoever wants a lease waits. The models
   * that are named stay loaded meanwhile.
   */
  void park(Collection<LoadedModel> others) {
    parked = Optional.of(setOf(List.copyOf(others), registryOffset()));
    current.getAndSet(nothing).release();
  }

  /** The offset that the serving set follows. */
  long registryOffset() {
    return parked.orElseGet(current::get).registryOffset();
  }

  /**
   * Lets these models serve.
   *
   * @param announce is run after the swap and before the old set can be given back, so that the
   *     audit never sees a version drained before its successor is active
   */
  void install(Collection<LoadedModel> models, long registryOffset, Runnable announce) {
    ServingSet old = current.getAndSet(setOf(List.copyOf(models), registryOffset));
    ServingSet before = parked.orElse(old);
    parked = Optional.empty();
    try {
      announce.run();
    } finally {
      before.release();
      wakeWaiters();
    }
  }

  private synchronized void wakeWaiters() {
    notifyAll();
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
    parked.orElseGet(current::get).release();
    wakeWaiters();
  }
}

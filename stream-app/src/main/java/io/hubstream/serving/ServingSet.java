package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An immutable, consistent set of loaded model versions, counted by reference.
 *
 * <p>Owner thread: none; any thread may retain and release. It starts with one reference, the
 * creator's. When the last one goes, the release hook runs once, on the thread that released: it
 * must only hand over to another thread. A set without references can't be retained again.
 */
public final class ServingSet {
  private final SortedMap<String, Servable> servables;
  private final List<ModelVersion> versions;
  private final long registryOffset;
  private final Runnable onLastRelease;
  private final AtomicInteger references = new AtomicInteger(1);

  /**
   * @param servables by model name
   * @param registryOffset the registry offset that it follows, -1 for none
   * @param onLastRelease hands the retired set over for closing; must not block
   */
  public ServingSet(
      Map<String, ? extends Servable> servables, long registryOffset, Runnable onLastRelease) {
    this.servables = Collections.unmodifiableSortedMap(new TreeMap<>(servables));
    this.versions = this.servables.values().stream().map(s -> s.spec().version()).toList();
    this.registryOffset = registryOffset;
    this.onLastRelease = onLastRelease;
  }

  /** The servable of a model, if it serves. */
  public Optional<Servable> servable(String model) {
    return Optional.ofNullable(servables.get(model));
  }

  /** All servables, sorted by model name. */
  public Collection<Servable> servables() {
    return servables.values();
  }

  /** All versions, sorted by model name: what the audit spans name. */
  public List<ModelVersion> versions() {
    return versions;
  }

  public long registryOffset() {
    return registryOffset;
  }

  /** Takes a reference, unless the last one is gone. */
  public boolean tryRetain() {
    int count;
    do {
      count = references.get();
      if (count == 0) {
        return false;
      }
    } while (!references.compareAndSet(count, count + 1));
    return true;
  }

  /** Whether only its creator holds it. */
  boolean idle() {
    return references.get() == 1;
  }

  /** Gives a reference back. */
  public void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      onLastRelease.run();
    } else if (left < 0) {
      throw new IllegalStateException("serving set " + versions + " released more than retained");
    }
  }
}

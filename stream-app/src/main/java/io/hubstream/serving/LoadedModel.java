package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryAdmission;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version in memory, with the number of serving sets that hold it. It is unloaded when no set
 * holds it and it is not kept warm.
 *
 * <p>Owner thread: the lifecycle thread lets sets hold it and keeps it warm; the closer thread
 * takes sets away and unloads. It is closed exactly once, and never while a set holds it.
 */
final class LoadedModel {
  private static final Logger log = LoggerFactory.getLogger(LoadedModel.class);

  private final Servable servable;
  private final DesiredVersion wanted;
  private final ModelVersion version;
  private final LifecycleEvent.Origin origin;
  private final LifecycleJournal journal;
  private final ModelCloser closer;
  private final MemoryAdmission.Grant memory;
  private final CountDownLatch gone = new CountDownLatch(1);

  private DesiredModel activatedBy;
  private VersionLife life;
  private int sets;
  private boolean kept = true;
  private long unwantedSinceNanos;

  /**
   * @param activatedBy the update that it was loaded for
   */
  LoadedModel(
      VersionLife.Gated gated,
      DesiredModel activatedBy,
      LifecycleEvent.Origin origin,
      LifecycleJournal journal,
      ModelCloser closer,
      MemoryAdmission.Grant memory) {
    this.servable = gated.servable();
    this.wanted = gated.wanted();
    this.version = wanted.version();
    this.activatedBy = activatedBy;
    this.origin = origin;
    this.journal = journal;
    this.closer = closer;
    this.memory = memory;
    this.life = gated;
    closer.loaded();
  }

  Servable servable() {
    return servable;
  }

  ModelVersion version() {
    return version;
  }

  /** As it was asked for. */
  DesiredVersion wanted() {
    return wanted;
  }

  /** The update by which it came to serve; before that, the one that it was loaded for. */
  synchronized DesiredModel activatedBy() {
    return activatedBy;
  }

  LifecycleEvent.Origin origin() {
    return origin;
  }

  /** What it takes of the memory. */
  MemoryAdmission.Grant memory() {
    return memory;
  }

  /** Number of sets that hold it: one when it serves and no older set is leased any more. */
  synchronized int heldBy() {
    return sets;
  }

  /** Waits until it has left the memory; false when the time limit passed first. */
  boolean awaitUnloaded(Duration limit) throws InterruptedException {
    return gone.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One more set holds it. The caller knows that it has not been unloaded. */
  synchronized void joinSet() {
    sets++;
  }

  /** It is in the set that serves. Called again when it comes back from being warm. */
  synchronized void activated(DesiredModel by) {
    activatedBy = by;
    if (life instanceof VersionLife.Gated gated) {
      life = gated.activated();
    } else if (life instanceof VersionLife.Drained drained) {
      life = drained.activatedAgain();
    }
  }

  /** It no longer serves, and the clock of its draining runs; it stays in memory. */
  synchronized void replaced() {
    unwantedSinceNanos = System.nanoTime();
  }

  /** Neither serves nor is kept warm: it is unloaded as soon as no set holds it. Never blocks. */
  void letGo() {
    memory.leaving();
    closer.handOver(
        () -> {
          synchronized (this) {
            kept = false;
            unloadIfFree();
          }
        });
  }

  /** A set that held it has given its last lease back. Closer thread. */
  synchronized void leaveSet() {
    sets--;
    if (sets == 0 && life instanceof VersionLife.Active active) {
      life = active.drained();
      journal.write(
          event(Phase.DRAINED).with(LifecycleEvent.Detail.lasting(since(unwantedSinceNanos))));
    }
    unloadIfFree();
  }

  private void unloadIfFree() {
    if (sets == 0 && !kept && life instanceof VersionLife.Drained drained) {
      unload(drained);
    }
  }

  private void unload(VersionLife.Drained drained) {
    long start = System.nanoTime();
    Optional<String> problem = Optional.empty();
    try {
      life = drained.unloaded();
    } catch (RuntimeException e) {
      // What it held may leak, but it must not be closed a second time.
      log.error("closing model {} failed", version.display(), e);
      life = new VersionLife.Unloaded();
      problem = Optional.of("closing it failed: " + e.getMessage());
    }
    journal.write(
        event(Phase.UNLOADED)
            .with(new LifecycleEvent.Detail(problem, Optional.of(since(start)), Optional.empty())));
    memory.giveBack();
    gone.countDown();
    closer.unloaded();
  }

  private LifecycleEvent event(Phase phase) {
    return LifecycleEvent.of(journal.now(), version.model(), phase, origin).ofVersion(version);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}

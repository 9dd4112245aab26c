package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what serves equal to what the registry wants: fetches, verifies, loads and warms versions,
 * swaps them in by one atomic write, and unloads what nobody leases any more. A version that is
 * refused leaves what serves as it is.
 *
 * <p>Owner thread: {@code hubstream-model-lifecycle} loads and swaps, {@code
 * hubstream-model-closer} unloads. Any thread may submit, lease and ask; {@link #submit} never
 * blocks, and {@link #lease} only while a version is unloaded to make room for its successor.
 * {@link #close} is idempotent and bounded by the settings: it refuses new leases and unloads every
 * model whose leases are gone. A model that is still leased then stays in memory until its last
 * lease is released, because closing it under a run would take the process down.
 */
public final class ModelManager implements ServingSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelManager.class);

  private final ModelManagerSettings settings;
  private final Swapping swapping;
  private final DesiredQueue queue = new DesiredQueue();
  private final ModelCloser closer = new ModelCloser();
  private final ServingSets sets = new ServingSets(closer);
  private final LifecycleJournal journal;
  private final StatusBoard board;
  private final Thread thread;
  private volatile CatchUp catchUp = CatchUp.NOTHING_TO_READ;

  /**
   * What a version must pass, and what happens when it takes the place of another.
   *
   * @param admission whether the environment lets it in
   * @param samples decodes golden samples as the stream decodes content
   * @param swapping closed by the manager where there is something to close
   */
  public record Policies(AdmissionPolicy admission, SampleDecoder samples, Swapping swapping) {
    /** Lets every version in, has no golden samples, and does not look at memory. */
    public static Policies lenient() {
      return lenient(Swapping.plain());
    }

    /** Lets every version in, and has no golden samples. */
    public static Policies lenient(Swapping swapping) {
      return new Policies(AdmissionPolicy.LENIENT, SampleDecoder.NONE, swapping);
    }
  }

  /** As the other, with {@link Policies#lenient()}. */
  public ModelManager(
      ArtifactSource artifacts,
      ServableLoader loader,
      LifecycleListener listener,
      ServingMetrics metrics,
      ModelManagerSettings settings) {
    this(artifacts, loader, Policies.lenient(), listener, metrics, settings);
  }

  /** Starts with nothing loaded, and its thread waiting for updates. */
  public ModelManager(
      ArtifactSource artifacts,
      ServableLoader loader,
      Policies policies,
      LifecycleListener listener,
      ServingMetrics metrics,
      ModelManagerSettings settings) {
    this.settings = settings;
    this.swapping = policies.swapping();
    this.journal = new LifecycleJournal(listener, metrics, settings.clock());
    this.board = new StatusBoard(metrics, settings.clock());
    VersionLife.Tools tools =
        new VersionLife.Tools(
            artifacts,
            new Proving(loader, policies.samples(), metrics, settings),
            policies.admission(),
            Replacement.OF_NOTHING);
    LifecycleWorker worker =
        new LifecycleWorker(
            new LifecycleWorker.Desk(
                queue, new Preparation(tools, journal), sets, board, journal, closer, swapping),
            settings);
    this.thread = new Thread(worker, "hubstream-model-lifecycle");
    thread.setDaemon(true);
    thread.start();
  }

  /** Names the reader of the registry, which {@link #awaitCaughtUp} asks first. */
  public void follow(CatchUp registry) {
    this.catchUp = registry;
  }

  /**
   * Takes in an update; what it asks for happens later, on the lifecycle thread. It supersedes an
   * older update of the same model, also one that is under way. An update whose registry offset is
   * not newer than the last one of its model is ignored.
   */
  public void submit(DesiredModel desired) {
    if (!queue.offer(desired, () -> accepted(desired))) {
      log.debug(
          "ignored the update of {} at offset {}: a newer one is known",
          desired.model(),
          desired.registryOffset());
    }
  }

  private void accepted(DesiredModel desired) {
    board.desired(desired);
    swapping.probations().wanted(desired);
  }

  @Override
  public ServingSet lease() {
    return sets.lease(swapping.drainLimit());
  }

  @Override
  public Optional<ModelVersion> condemned(ServingSet set) {
    return swapping.probations().condemned(set.versions());
  }

  @Override
  public Optional<ServingSet> leaseInstead(ModelVersion bad, Duration limit)
      throws InterruptedException {
    if (!swapping.probations().awaitDecided(bad, limit)) {
      throw new ServingPausedException(
          "%s was found bad, and within %d ms nothing serves in its place"
              .formatted(bad.display(), limit.toMillis()));
    }
    ServingSet set = sets.lease(limit);
    Optional<ModelVersion> instead =
        set.servable(bad.model()).map(servable -> servable.spec().version());
    if (instead.isPresent() && !instead.get().equals(bad)) {
      return Optional.of(set);
    }
    set.release();
    return Optional.empty();
  }

  @Override
  public boolean awaitCaughtUp(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    return catchUp.awaitRegistryEnd(limit)
        && queue.awaitSettled(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  /**
   * Waits until every update that was submitted so far either serves or was refused.
   *
   * @return false when the time limit passed first
   */
  public boolean awaitInitialLoad(Duration limit) throws InterruptedException {
    return queue.awaitSettled(limit);
  }

  @Override
  public Optional<String> behind() {
    String reasons =
        board.statuses().stream()
            .filter(row -> row.differsSince().isPresent())
            .map(ModelManager::described)
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons);
  }

  private static String described(ModelStatus row) {
    return "%s: wanted is %s, %s serves%s"
        .formatted(
            row.model(),
            row.desired().map(ModelVersion::version).orElse("none"),
            row.serving().map(ModelVersion::version).orElse("none"),
            row.reason().map(reason -> " (" + reason + ")").orElse(""));
  }

  @Override
  public void reportRegressed(String topic, int partition, String reason) {
    journal.write(
        LifecycleEvent.of(
                journal.now(),
                LifecycleEvent.ALL_MODELS,
                Phase.REGRESSED,
                new LifecycleEvent.Origin(
                    sets.registryOffset(), Optional.empty(), Optional.empty(), Map.of()))
            .with(
                LifecycleEvent.Detail.because(
                    "partition %d of %s: %s".formatted(partition, topic, reason))));
  }

  /** Desired against serving, one row for each model ever heard of, sorted by name. */
  public List<ModelStatus> statuses() {
    return board.statuses();
  }

  @Override
  public void close() {
    long deadline = System.nanoTime() + settings.closeTimeout().toNanos();
    queue.stop();
    swapping.probations().close();
    thread.interrupt();
    try {
      thread.join(Math.max(1, settings.closeTimeout().toMillis()));
      if (thread.isAlive()) {
        log.error("a model is still loading: it is left behind with every model that serves");
        return;
      }
      int left = closer.awaitNoneLoaded(Duration.ofNanos(deadline - System.nanoTime()));
      if (left > 0) {
        log.error("{} model versions are still leased: they stay loaded", left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

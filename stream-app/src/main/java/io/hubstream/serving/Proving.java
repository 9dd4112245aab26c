package io.hubstream.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a version must go through in memory before it may serve, each step with its time limit:
 * load, warm-up, gate. A version whose step is given up is leaked for as long as its native run
 * lasts, and closed by the step's own thread when that ends.
 *
 * <p>Owner thread: the lifecycle thread; the threads of steps that were given up count down what is
 * leaked. Nothing to close.
 */
final class Proving {
  private static final Logger log = LoggerFactory.getLogger(Proving.class);

  private final ServableLoader loader;
  private final List<Integer> batchSizes;
  private final Gate gate;
  private final ModelManagerSettings.Limits limits;
  private final ServingMetrics metrics;
  private int leaked;

  Proving(
      ServableLoader loader,
      SampleDecoder decoder,
      ServingMetrics metrics,
      ModelManagerSettings settings) {
    this.loader = loader;
    this.batchSizes = settings.allowedBatchSizes();
    this.limits = settings.limits();
    this.gate = new Gate(decoder, new Gate.Limits(batchSizes, limits.latencyBudget()));
    this.metrics = metrics;
  }

  /** See {@link ServableLoader#examine}. */
  Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    return loader.examine(artifact);
  }

  Servable load(ModelArtifact artifact)
      throws ModelRefusedException, IOException, StillRunningException {
    return bounded(
        artifact,
        "load",
        limits.load(),
        () -> loader.load(artifact),
        loaded -> loaded.ifPresent(Servable::close));
  }

  /** Returns how many recorded requests were replayed. */
  int warmUp(ModelArtifact artifact, Servable servable)
      throws ModelRefusedException, IOException, StillRunningException {
    return bounded(
        artifact,
        "warm-up",
        limits.warmUp(),
        () -> {
          WarmUp.run(servable, batchSizes);
          return servable.replayRecorded(artifact);
        },
        ended -> servable.close());
  }

  /** Returns what was found, in one line. */
  String gate(ModelArtifact artifact, Servable servable, Replacement replacement)
      throws ModelRefusedException, IOException, StillRunningException {
    return bounded(
        artifact,
        "gate",
        limits.warmUp(),
        () ->
            replacement.servedBefore()
                ? gate.passAgain(servable)
                : gate.pass(artifact, servable, replacement).summary(),
        ended -> servable.close());
  }

  private <T> T bounded(
      ModelArtifact artifact,
      String name,
      Duration limit,
      BoundedStep.Step<T> step,
      Consumer<Optional<T>> closeLate)
      throws ModelRefusedException, IOException, StillRunningException {
    String version = artifact.version().display();
    try {
      return BoundedStep.run(name, limit, step, closeLate);
    } catch (StillRunningException e) {
      log.error("model {}: {}", version, e.reason());
      leaked(1);
      e.end()
          .then(
              () -> {
                leaked(-1);
                log.info("the {} of {} has ended at last; it is unloaded", name, version);
              });
      throw e;
    }
  }

  // The meter is told under the lock, so that the last figure it hears is the newest.
  private synchronized void leaked(int more) {
    leaked += more;
    metrics.leaked(leaked);
  }
}

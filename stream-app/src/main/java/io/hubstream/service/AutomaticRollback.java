package io.hubstream.service;

import io.hubstream.content.ModelVersion;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.serving.RollbackRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the rollback of a version that was found bad. Every instance may find it bad at the
 * same time: the first one wins, and the others see that another version is desired already.
 *
 * <p>Safe for any thread; the publisher belongs to the caller.
 */
final class AutomaticRollback implements RollbackRequest {
  private static final Logger LOG = LoggerFactory.getLogger(AutomaticRollback.class);
  private static final int TRIES = 3;

  private final RegistryPublisher registry;
  private final String instance;

  AutomaticRollback(RegistryPublisher registry, String instance) {
    this.registry = registry;
    this.instance = instance;
  }

  @Override
  public boolean ask(ModelVersion bad, String reason) throws InterruptedException {
    return leave(bad, reason, request -> registry.leave(bad, request));
  }

  @Override
  public boolean askFurther(ModelVersion refused, ModelVersion serving, String reason)
      throws InterruptedException {
    return leave(refused, reason, request -> registry.leaveRefused(refused, serving, request));
  }

  /** A change that leaves a version. */
  @FunctionalInterface
  private interface Leaving {
    Optional<RegistryPublisher.Published> with(RegistryPublisher.Request request)
        throws RegistryRefusedException, InterruptedException;
  }

  private boolean leave(ModelVersion bad, String reason, Leaving leaving)
      throws InterruptedException {
    RegistryPublisher.Request request =
        new RegistryPublisher.Request("hubstream on " + instance, reason);
    try {
      for (int i = 0; i < TRIES; i++) {
        Optional<RegistryPublisher.Published> published = leaving.with(request);
        if (published.isEmpty()) {
          LOG.info("another version than {} is desired already", bad.display());
          return true;
        }
        if (published.get().accepted()) {
          LOG.warn("published at registry offset {}: {}", published.get().offset(), reason);
          return true;
        }
        // Whoever was faster may have wanted the same, or something else: look again.
      }
      return false;
    } catch (RegistryRefusedException e) {
      LOG.warn("{} can't be rolled back: {}", bad.display(), e.getMessage());
      return false;
    }
  }
}

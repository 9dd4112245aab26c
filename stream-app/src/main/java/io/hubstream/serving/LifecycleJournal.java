package io.hubstream.serving;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener, the metrics and the log of every step, one at a time and in order.
 *
 * <p>Owner thread: none. Any thread may write; a write holds a lock while the listener is told.
 * Nothing to close.
 */
final class LifecycleJournal {
  private static final Logger log = LoggerFactory.getLogger(LifecycleJournal.class);

  private final LifecycleListener listener;
  private final ServingMetrics metrics;
  private final Clock clock;

  LifecycleJournal(LifecycleListener listener, ServingMetrics metrics, Clock clock) {
    this.listener = listener;
    this.metrics = metrics;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  synchronized void write(LifecycleEvent event) {
    logged(event);
    guarded(event, () -> metrics.lifecycle(event));
    guarded(event, () -> listener.onEvent(event));
  }

  private static void guarded(LifecycleEvent event, Runnable tell) {
    try {
      tell.run();
    } catch (RuntimeException e) {
      log.error("a listener failed at {} of model {}", event.phase(), event.model(), e);
    }
  }

  private static void logged(LifecycleEvent event) {
    String version = event.version().map(v -> v.version()).orElse("-");
    String reason = event.reason().orElse("");
    switch (event.phase()) {
      case REJECTED, CONFLICT, REGRESSED ->
          log.warn("model {}: {} {}: {}", event.model(), event.phase(), version, reason);
      case ACTIVATED, ROLLED_BACK, RETIRED ->
          log.info("model {}: {} {} {}", event.model(), event.phase(), version, reason);
      default -> log.debug("model {}: {} {} {}", event.model(), event.phase(), version, reason);
    }
  }
}

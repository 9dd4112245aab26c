package io.hubstream.registry;

import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.LifecycleListener;
import io.hubstream.serving.Phase;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds rows, hands on what was accepted, and audits what was not. While it bootstraps it hands on
 * nothing, so that no instance loads a version that is long gone.
 *
 * <p>Owner thread: the registry thread. Nothing to close.
 */
final class RegistryFollower {
  private static final Logger log = LoggerFactory.getLogger(RegistryFollower.class);

  /** Whom it tells. */
  record Listeners(
      Consumer<DesiredModel> models, LifecycleListener audit, RegistryMetrics metrics) {}

  private final RegistryFold fold;
  private final Listeners listeners;
  private final Clock clock;
  private boolean live;

  RegistryFollower(RegistryFold fold, Listeners listeners, Clock clock) {
    this.fold = fold;
    this.listeners = listeners;
    this.clock = clock;
  }

  void apply(RegistryRow row) {
    Verdict verdict = fold.apply(row);
    if (verdict instanceof Verdict.Unreadable unreadable) {
      unreadable(unreadable);
    } else if (live) {
      tell(verdict);
    }
  }

  /** Everything that the registry held at the start has been applied. */
  void bootstrapped() {
    live = true;
    fold.inForce().stream()
        .filter(accepted -> accepted.state().stable().isPresent())
        .sorted(Comparator.comparingLong(Verdict.Accepted::offset))
        .forEach(this::tell);
  }

  private void tell(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      listeners.models().accept(accepted.state().toDesiredModel(accepted.offset()));
    } else if (verdict instanceof Verdict.Retired retired) {
      listeners.models().accept(retirement(retired));
    } else if (verdict instanceof Verdict.Conflict conflict) {
      conflict(conflict);
    }
  }

  private static DesiredModel retirement(Verdict.Retired retired) {
    return new DesiredModel(
        retired.model(),
        Optional.empty(),
        Optional.empty(),
        false,
        "unknown",
        "the registry has a tombstone",
        retired.offset());
  }

  private void conflict(Verdict.Conflict conflict) {
    String model = conflict.loser().model();
    log.warn(
        "conflict over model {} at offset {}: {}", model, conflict.offset(), conflict.reason());
    listeners.metrics().conflict();
    LifecycleEvent event =
        LifecycleEvent.of(
                clock.instant(),
                model,
                Phase.CONFLICT,
                new LifecycleEvent.Origin(
                    conflict.offset(),
                    Optional.of(conflict.loser().change().requestedBy()),
                    conflict.loser().stable().map(DesiredVersion::artifactUri),
                    Map.of()))
            .replacing(conflict.winner().state().stable().map(DesiredVersion::version))
            .with(LifecycleEvent.Detail.because(conflict.reason()));
    listeners
        .audit()
        .onEvent(
            conflict.loser().stable().map(loser -> event.ofVersion(loser.version())).orElse(event));
  }

  private void unreadable(Verdict.Unreadable row) {
    log.error("row {} of model {} is ignored: {}", row.offset(), row.model(), row.reason());
    listeners.metrics().unreadableRow();
    listeners
        .audit()
        .onEvent(
            LifecycleEvent.of(
                    clock.instant(),
                    row.model(),
                    Phase.REJECTED,
                    new LifecycleEvent.Origin(
                        row.offset(), Optional.empty(), Optional.empty(), Map.of()))
                .with(LifecycleEvent.Detail.rejected(Phase.REQUESTED, row.reason())));
  }
}

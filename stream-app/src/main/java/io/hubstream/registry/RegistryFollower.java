package io.hubstream.registry;

import io.hubstream.records.DesiredState;
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
      accepted(accepted);
    } else if (verdict instanceof Verdict.Retired retired) {
      retired(retired);
    } else if (verdict instanceof Verdict.Conflict conflict) {
      conflict(conflict);
    } else if (verdict instanceof Verdict.Held held) {
      held(held);
    }
  }

  private void accepted(Verdict.Accepted accepted) {
    DesiredState state = accepted.state();
    if (state.change().action() == DesiredState.Action.FREEZE) {
      frozen(accepted);
    }
    if (!state.model().equals(DesiredState.ALL_MODELS)) {
      listeners.models().accept(state.toDesiredModel(accepted.offset()));
    }
  }

  private void retired(Verdict.Retired retired) {
    if (!retired.model().equals(DesiredState.ALL_MODELS)) {
      listeners.models().accept(retirement(retired));
    }
  }

  // About the row and not about this instance, so it bears the row's time, on every instance and
  // after every start the same.
  private void frozen(Verdict.Accepted accepted) {
    DesiredState state = accepted.state();
    listeners
        .audit()
        .onEvent(
            LifecycleEvent.of(
                    state.change().at(),
                    state.model(),
                    state.frozen() ? Phase.FROZEN : Phase.UNFROZEN,
                    origin(accepted.offset(), Optional.of(state)))
                .with(LifecycleEvent.Detail.because(state.change().reason())));
  }

  private void held(Verdict.Held held) {
    String model = held.winner().state().model();
    log.warn("a change of model {} at offset {} is held: {}", model, held.offset(), held.reason());
    listeners.metrics().conflict();
    String reason =
        "%s; nothing has changed; `hubstream model unfreeze` lifts it".formatted(held.reason());
    LifecycleEvent event =
        LifecycleEvent.of(
                clock.instant(), model, Phase.REJECTED, origin(held.offset(), held.loser()))
            .replacing(held.winner().state().stable().map(DesiredVersion::version))
            .with(LifecycleEvent.Detail.rejected(Phase.REQUESTED, reason));
    listeners.audit().onEvent(ofVersion(event, held.loser()));
  }

  private static LifecycleEvent ofVersion(LifecycleEvent event, Optional<DesiredState> state) {
    return state
        .flatMap(DesiredState::stable)
        .map(version -> event.ofVersion(version.version()))
        .orElse(event);
  }

  private static LifecycleEvent.Origin origin(long offset, Optional<DesiredState> state) {
    return new LifecycleEvent.Origin(
        offset,
        state.map(s -> s.change().requestedBy()),
        state.flatMap(DesiredState::stable).map(DesiredVersion::artifactUri),
        Map.of());
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
                origin(conflict.offset(), Optional.of(conflict.loser())))
            .replacing(conflict.winner().state().stable().map(DesiredVersion::version))
            .with(LifecycleEvent.Detail.because(conflict.reason()));
    listeners.audit().onEvent(ofVersion(event, Optional.of(conflict.loser())));
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

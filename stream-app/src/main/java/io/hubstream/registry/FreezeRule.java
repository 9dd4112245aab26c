package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Freeze;
import java.util.Optional;

/**
 * Which changes a freeze keeps from having effect.
 *
 * <p>A change says which revision of the state of all models its writer had read when it looked
 * whether something is frozen. Of the model itself its own revision says that already. So a change
 * by a writer who looked is judged by what it says alone, and compaction cannot alter the outcome;
 * only a change by a writer who did not look is judged by the state in force. Argued in {@code
 * docs/adr/0015-freeze-and-approval.md}.
 *
 * <p>Owner thread: that of the fold. Nothing to close.
 */
final class FreezeRule {
  private static final long NEVER = -1;

  private Optional<Freeze> allModels = Optional.empty();
  private long frozenRevision = NEVER;

  /** The state of all models is this one now. */
  void allModels(Verdict.Accepted accepted) {
    allModels = accepted.state().freeze();
    if (allModels.isPresent()) {
      frozenRevision = accepted.revision();
    }
  }

  /** There is no state of all models any more. */
  void noAllModels() {
    allModels = Optional.empty();
    frozenRevision = NEVER;
  }

  /** Why this change of a model has no effect; empty when no freeze stands against it. */
  Optional<String> holds(DesiredState current, DesiredState change) {
    if (!changesVersions(change)) {
      return Optional.empty();
    }
    Optional<Long> seen = change.change().allModelsRevision();
    return seen.isEmpty() ? holdsUnaware(current) : holdsAware(change, seen.get());
  }

  /** Why a tombstone does not end a model, or a change by a writer who did not look is held. */
  Optional<String> holdsUnaware(DesiredState current) {
    return current
        .freeze()
        .map(freeze -> "the model is " + freeze.described())
        .or(() -> allModels.map(freeze -> "all models are " + freeze.described()));
  }

  private Optional<String> holdsAware(DesiredState change, long seen) {
    boolean knowingly = change.change().action() == Action.ROLLBACK && seen == frozenRevision;
    if (seen > frozenRevision || knowingly) {
      return Optional.empty();
    }
    String since =
        allModels
            .map(freeze -> "all models are " + freeze.described())
            .orElse("all models were frozen for a while");
    return Optional.of(since + "; its writer had not seen that");
  }

  /**
   * Whether a row is accepted by whoever reads it, also by one who takes a lost freeze for true.
   */
  static boolean standsAlone(RegistryRow row) {
    return !(row.content() instanceof RegistryRow.Content.Update update)
        || !changesVersions(update.state())
        || update.state().change().allModelsRevision().isPresent();
  }

  private static boolean changesVersions(DesiredState state) {
    Action action = state.change().action();
    return action != Action.FREEZE && action != Action.REASSERT;
  }
}

package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From the rows of the registry to the state in force, the same on every instance.
 *
 * <p>Changes of a model are numbered: a writer takes the revision that it read, plus one. An update
 * is accepted if its revision is higher than that in force, so of two writers who read the same
 * state the second loses, and a row that publishes a state again (REASSERT, under that state's
 * revision) is accepted if its revision is not lower. Hence the state in force has the highest
 * revision of all rows so far. From that it follows that the fold of a compacted log ends where the
 * fold of the whole log ends, whichever older rows compaction took, provided that the last row of
 * the model was accepted. That is why a refused row obliges somebody to publish the winner again:
 * see {@link #owed}. Argued in {@code docs/adr/0004-registry-revisions.md}.
 *
 * <p>While a model or all models are frozen, changes of versions have no effect: see {@link
 * FreezeRule}. The state in force then takes over the revision of the change that was held, so that
 * it still has the highest one when it is published again.
 *
 * <p>An update with revision 0 comes from a writer who does not count. It is accepted if it expects
 * the digest in force, or expects none.
 *
 * <p>Owner thread: whoever made it. It has no close.
 */
public final class RegistryFold {
  private final SortedMap<String, Verdict.Accepted> inForce = new TreeMap<>();
  private final SortedSet<String> onFaith = new TreeSet<>();
  private final SortedSet<String> lastRefused = new TreeSet<>();
  // Of these a frozen state was refused: whoever knows it alone would hold what follows.
  private final Set<String> lostFreezes = new HashSet<>();
  private final FreezeRule freezes = new FreezeRule();

  /** Takes in the next row, in offset order. */
  public Verdict apply(RegistryRow row) {
    Verdict verdict = judge(row);
    boolean accepted = verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Retired;
    if (!accepted) {
      refused(row);
    } else if (FreezeRule.standsAlone(row) || !lostFreezes.contains(row.model())) {
      lastRefused.remove(row.model());
      lostFreezes.remove(row.model());
    }
    return verdict;
  }

  private void refused(RegistryRow row) {
    lastRefused.add(row.model());
    if (row.content() instanceof RegistryRow.Content.Update update && update.state().frozen()) {
      lostFreezes.add(row.model());
    }
  }

  private Verdict judge(RegistryRow row) {
    if (row.content() instanceof RegistryRow.Content.Unreadable unreadable) {
      return new Verdict.Unreadable(row.model(), row.offset(), unreadable.reason());
    }
    if (row.content() instanceof RegistryRow.Content.Update update) {
      return judge(update.state(), row.offset());
    }
    return judgeTombstone(row);
  }

  private Verdict judgeTombstone(RegistryRow row) {
    Verdict.Accepted current = inForce.get(row.model());
    Optional<String> held =
        Optional.ofNullable(current).flatMap(c -> freezes.holdsUnaware(c.state()));
    if (current != null && held.isPresent()) {
      return new Verdict.Held(Optional.empty(), current, row.offset(), held.get());
    }
    inForce.remove(row.model());
    onFaith.remove(row.model());
    if (row.model().equals(DesiredState.ALL_MODELS)) {
      freezes.noAllModels();
    }
    return new Verdict.Retired(row.model(), row.offset());
  }

  private Verdict judge(DesiredState state, long offset) {
    Verdict.Accepted current = inForce.get(state.model());
    if (current == null) {
      // Compaction may have taken what it was built on, so there is nothing to check it against.
      onFaith.add(state.model());
      return accept(state, offset, Math.max(1, state.change().revision()));
    }
    long revision = state.change().revision();
    boolean again = state.change().action() == Action.REASSERT;
    boolean newer = again ? revision >= current.revision() : revision > current.revision();
    if (newer || revision == 0) {
      Optional<String> held = freezes.holds(current.state(), state);
      if (held.isPresent()) {
        return hold(state, offset, current, held.get());
      }
    }
    if (revision == 0) {
      return judgeUncounted(state, offset, current);
    }
    if (newer) {
      onFaith.remove(state.model());
      return accept(state, offset, revision);
    }
    return new Verdict.Conflict(
        state,
        current,
        offset,
        "it is revision %d, but revision %d of offset %d is in force"
            .formatted(revision, current.revision(), current.offset()));
  }

  private Verdict hold(DesiredState state, long offset, Verdict.Accepted current, String reason) {
    long highest = Math.max(current.revision(), state.change().revision());
    Verdict.Accepted raised = new Verdict.Accepted(current.state(), current.offset(), highest);
    inForce.put(state.model(), raised);
    return new Verdict.Held(Optional.of(state), raised, offset, reason);
  }

  private Verdict judgeUncounted(DesiredState state, long offset, Verdict.Accepted current) {
    boolean same = state.digest().equals(current.state().digest());
    boolean again = state.change().action() == Action.REASSERT;
    if (again && (same || onFaith.contains(state.model()))) {
      return accept(state, offset, current.revision());
    }
    Optional<String> expected = state.change().expectedPreviousDigest();
    boolean fits = expected.isEmpty() || expected.equals(current.state().digest());
    if (!again && fits) {
      onFaith.remove(state.model());
      return accept(state, offset, current.revision() + 1);
    }
    return new Verdict.Conflict(
        state,
        current,
        offset,
        "it expected %s, but %s of offset %d is in force"
            .formatted(
                expected.orElse("no digest"),
                current.state().digest().orElse("no version"),
                current.offset()));
  }

  private Verdict.Accepted accept(DesiredState state, long offset, long revision) {
    Verdict.Accepted accepted = new Verdict.Accepted(state, offset, revision);
    inForce.put(state.model(), accepted);
    if (state.model().equals(DesiredState.ALL_MODELS)) {
      freezes.allModels(accepted);
    }
    return accepted;
  }

  /** The state in force of a model. */
  public Optional<Verdict.Accepted> inForce(String model) {
    return Optional.ofNullable(inForce.get(model));
  }

  /** All states in force, sorted by model name; that of {@link DesiredState#ALL_MODELS} too. */
  public Collection<Verdict.Accepted> inForce() {
    return Collections.unmodifiableCollection(inForce.values());
  }

  /**
   * The row that somebody must publish because the last row of the model was refused: compaction
   * will keep that last row alone, and with it the loser.
   */
  public Optional<DesiredState> owed(String model) {
    return lastRefused.contains(model)
        ? inForce(model).map(winner -> winner.state().reasserted(winner.revision()))
        : Optional.empty();
  }

  /**
   * Whether the state in force is believed because it was the first row of its model: compaction
   * may have taken the row that it lost against.
   */
  public boolean onFaith(String model) {
    return onFaith.contains(model);
  }

  /** Models for which a row is owed. */
  public SortedSet<String> owing() {
    SortedSet<String> models = new TreeSet<>(lastRefused);
    models.retainAll(inForce.keySet());
    return models;
  }
}

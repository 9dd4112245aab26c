package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.records.DesiredState.Freeze;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows that arrive while a model or all models are frozen. */
class RegistryFreezeTest {
  private final RegistryFold fold = new RegistryFold();
  private long offset;

  static Change aware(Change change, long allModelsRevision) {
    return new Change(
        change.action(),
        change.requestedBy(),
        change.reason(),
        change.at(),
        change.expectedPreviousDigest(),
        change.revision(),
        Optional.of(allModelsRevision));
  }

  static DesiredState allModels(boolean frozen, long revision) {
    return new DesiredState(
        DesiredState.ALL_MODELS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Change(
            Action.FREEZE,
            "rival",
            "holidays",
            Instant.EPOCH,
            Optional.empty(),
            revision,
            Optional.of(revision - 1)),
        freeze(frozen));
  }

  private static Optional<Freeze> freeze(boolean frozen) {
    return frozen ? Optional.of(new Freeze("rival", "holidays", Instant.EPOCH)) : Optional.empty();
  }

  private Verdict unaware(int version, long revision) {
    return apply(RegistryFoldTest.state("m", version, Action.ACTIVATE, 0, revision));
  }

  private Verdict aware(Action action, int version, long revision, long allModelsRevision) {
    DesiredState state = RegistryFoldTest.state("m", version, action, 0, revision);
    return apply(state.with(aware(state.change(), allModelsRevision)));
  }

  private Verdict freezeModel(boolean frozen, int version, long revision) {
    DesiredState state = RegistryFoldTest.state("m", version, Action.FREEZE, version, revision);
    return apply(state.frozen(freeze(frozen)));
  }

  private Verdict freezeAll(boolean frozen, long revision) {
    return apply(allModels(frozen, revision));
  }

  private Verdict apply(DesiredState state) {
    return fold.apply(
        new RegistryRow(offset++, state.model(), new RegistryRow.Content.Update(state)));
  }

  private String serving() {
    return fold.inForce("m").orElseThrow().state().stable().orElseThrow().version().version();
  }

  @Test
  void shouldHoldAChangeByAWriterWhoDidNotLookWhenTheModelIsFrozen() {
    unaware(1, 1);
    freezeModel(true, 1, 2);

    Verdict counted = unaware(2, 3);
    Verdict ahead = unaware(3, 9);
    Verdict uncounted = unaware(4, 0);

    assertThat(counted).isInstanceOf(Verdict.Held.class);
    assertThat(((Verdict.Held) counted).reason()).contains("frozen by rival", "holidays");
    assertThat(ahead).isInstanceOf(Verdict.Held.class);
    assertThat(uncounted).isInstanceOf(Verdict.Held.class);
    assertThat(serving()).isEqualTo("1");
  }

  @Test
  void shouldPublishTheFrozenStateAgainUnderTheRevisionOfWhatWasHeld() {
    unaware(1, 1);
    freezeModel(true, 1, 2);
    unaware(2, 7);

    DesiredState owed = fold.owed("m").orElseThrow();
    RegistryFold late = new RegistryFold();
    late.apply(
        new RegistryRow(
            0,
            "m",
            new RegistryRow.Content.Update(RegistryFoldTest.state("m", 2, Action.ACTIVATE, 0, 7))));
    Verdict again = late.apply(new RegistryRow(1, "m", new RegistryRow.Content.Update(owed)));

    assertThat(owed.change().revision()).isEqualTo(7);
    assertThat(owed.frozen()).isTrue();
    assertThat(again)
        .as("an instance that knows the loser alone is corrected")
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void shouldAcceptChangesAgainWhenTheFreezeIsLifted() {
    unaware(1, 1);
    freezeModel(true, 1, 2);
    unaware(2, 3);
    Verdict tooLow = freezeModel(false, 1, 3);
    Verdict lifted = freezeModel(false, 1, 4);

    Verdict next = aware(Action.ACTIVATE, 3, 5, 0);

    assertThat(tooLow).as("it has not seen what was held").isInstanceOf(Verdict.Conflict.class);
    assertThat(lifted).isInstanceOf(Verdict.Accepted.class);
    assertThat(next).isInstanceOf(Verdict.Accepted.class);
    assertThat(serving()).isEqualTo("3");
  }

  @Test
  void shouldLetTheFasterOneWinWhenAFreezeAndAnActivationAreBuiltOnTheSameState() {
    unaware(1, 1);
    freezeModel(true, 1, 2);
    Verdict late = aware(Action.ACTIVATE, 2, 2, 0);

    assertThat(late).isInstanceOf(Verdict.Conflict.class);
    assertThat(serving()).isEqualTo("1");

    freezeModel(false, 1, 3);
    aware(Action.ACTIVATE, 2, 4, 0);
    Verdict lateFreeze = freezeModel(true, 1, 4);

    assertThat(lateFreeze).isInstanceOf(Verdict.Conflict.class);
    assertThat(fold.inForce("m").orElseThrow().state().frozen()).isFalse();
    assertThat(serving()).isEqualTo("2");
  }

  @Test
  void shouldHoldWhatWasWrittenBeforeAllModelsWereFrozenAndArrivesAfterwards() {
    unaware(1, 1);
    freezeAll(true, 1);

    Verdict overtaken = aware(Action.ACTIVATE, 2, 2, 0);
    Verdict unaware = unaware(3, 3);
    Verdict defiant = aware(Action.ACTIVATE, 4, 4, 1);

    assertThat(overtaken).isInstanceOf(Verdict.Held.class);
    assertThat(unaware).isInstanceOf(Verdict.Held.class);
    assertThat(defiant).isInstanceOf(Verdict.Held.class);
    assertThat(serving()).isEqualTo("1");
  }

  @Test
  void shouldAcceptARollbackByWhoKnowsOfTheFreeze() {
    unaware(1, 1);
    freezeAll(true, 1);

    Verdict unknowing = aware(Action.ROLLBACK, 3, 2, 0);
    Verdict knowing = aware(Action.ROLLBACK, 2, 3, 1);

    assertThat(unknowing).isInstanceOf(Verdict.Held.class);
    assertThat(knowing).isInstanceOf(Verdict.Accepted.class);
    assertThat(serving()).isEqualTo("2");
  }

  @Test
  void shouldAcceptChangesWhenAllModelsAreFreeAgain() {
    unaware(1, 1);
    freezeAll(true, 1);
    freezeAll(false, 2);

    Verdict seen = aware(Action.ACTIVATE, 2, 2, 2);
    Verdict unaware = unaware(3, 3);
    Verdict late = aware(Action.ACTIVATE, 4, 4, 0);

    assertThat(seen).isInstanceOf(Verdict.Accepted.class);
    assertThat(unaware).isInstanceOf(Verdict.Accepted.class);
    assertThat(late).as("written before the freeze").isInstanceOf(Verdict.Held.class);
  }

  @Test
  void shouldNotLetATombstoneEndAFrozenModel() {
    unaware(1, 1);
    freezeModel(true, 1, 2);

    Verdict verdict =
        fold.apply(new RegistryRow(offset++, "m", new RegistryRow.Content.Tombstone()));

    assertThat(verdict).isInstanceOf(Verdict.Held.class);
    assertThat(serving()).isEqualTo("1");
    assertThat(fold.owed("m")).isPresent();
  }

  @Test
  void shouldKeepOwingWhenAWriterWhoDidNotLookFollowsALoser() {
    unaware(1, 1);
    unaware(2, 2);
    freezeModel(true, 1, 2);

    Verdict unaware = unaware(3, 3);

    assertThat(unaware).isInstanceOf(Verdict.Accepted.class);
    assertThat(fold.owed("m").orElseThrow().digest())
        .isEqualTo(fold.inForce("m").orElseThrow().state().digest());
  }
}

package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.DesiredState.Change;
import io.hubstream.testing.Versions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistryFoldTest {
  private final RegistryFold fold = new RegistryFold();
  private long offset;

  static DesiredState state(String model, int version, Action action, int expected, long revision) {
    return new DesiredState(
        model,
        Optional.of(Versions.wanted(model, version)),
        Optional.empty(),
        Optional.empty(),
        new Change(
            action,
            "tester",
            "",
            Instant.EPOCH,
            expected == 0
                ? Optional.empty()
                : Optional.of(Versions.version(model, expected).digest()),
            revision),
        Optional.empty());
  }

  private Verdict update(int version, int expected, long revision) {
    return apply(state("m", version, Action.ACTIVATE, expected, revision));
  }

  private Verdict reassert(int version, long revision) {
    return apply(state("m", version, Action.REASSERT, version, revision));
  }

  private Verdict apply(DesiredState state) {
    return fold.apply(
        new RegistryRow(offset++, state.model(), new RegistryRow.Content.Update(state)));
  }

  private Verdict apply(RegistryRow.Content content) {
    return fold.apply(new RegistryRow(offset++, "m", content));
  }

  private String serving() {
    return fold.inForce("m").orElseThrow().state().stable().orElseThrow().version().version();
  }

  @Test
  void shouldAcceptAChangeThatIsBuiltOnTheStateInForce() {
    update(1, 0, 1);

    Verdict verdict = update(2, 1, 2);

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(serving()).isEqualTo("2");
    assertThat(fold.owing()).isEmpty();
  }

  @Test
  void shouldRefuseTheSecondOfTwoWritersWhoReadTheSameState() {
    update(1, 0, 1);
    update(2, 1, 2);

    Verdict verdict = update(3, 1, 2);

    assertThat(verdict).isInstanceOf(Verdict.Conflict.class);
    assertThat(serving()).isEqualTo("2");
    assertThat(fold.owed("m").orElseThrow())
        .isEqualTo(state("m", 2, Action.ACTIVATE, 1, 2).reasserted(2));
  }

  @Test
  void shouldOweNothingMoreWhenTheWinnerWasPublishedAgain() {
    update(1, 0, 1);
    update(2, 1, 2);
    update(3, 1, 2);

    Verdict verdict = reassert(2, 2);

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(fold.owing()).isEmpty();
  }

  @Test
  void shouldBelieveAReassertWhenCompactionTookTheWinner() {
    update(3, 1, 2);

    reassert(2, 2);

    assertThat(serving()).isEqualTo("2");
  }

  @Test
  void shouldRefuseALateReassertWhenANewerChangeIsInForce() {
    update(2, 1, 2);
    update(4, 2, 3);

    Verdict verdict = reassert(2, 2);

    assertThat(verdict).isInstanceOf(Verdict.Conflict.class);
    assertThat(serving()).isEqualTo("4");
    assertThat(fold.owed("m")).isPresent();
  }

  @Test
  void shouldGoByTheDigestWhenAWriterDoesNotCount() {
    update(1, 0, 0);
    Verdict fits = update(2, 1, 0);
    Verdict late = update(3, 1, 0);
    Verdict unchecked = update(4, 0, 0);

    assertThat(fits).isInstanceOf(Verdict.Accepted.class);
    assertThat(late).isInstanceOf(Verdict.Conflict.class);
    assertThat(unchecked).isInstanceOf(Verdict.Accepted.class);
    assertThat(fold.inForce("m").orElseThrow().revision()).isEqualTo(3);
  }

  @Test
  void shouldAcceptAnUncountedReassertOnlyOfWhatIsInForceOrOnFaith() {
    update(3, 1, 0);
    Verdict onFaith = reassert(2, 0);
    update(4, 2, 0);
    Verdict late = reassert(2, 0);
    Verdict same = reassert(4, 0);

    assertThat(onFaith).isInstanceOf(Verdict.Accepted.class);
    assertThat(late).isInstanceOf(Verdict.Conflict.class);
    assertThat(same).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void shouldForgetAModelWhenATombstoneComes() {
    update(1, 0, 1);

    Verdict verdict = apply(new RegistryRow.Content.Tombstone());

    assertThat(verdict).isInstanceOf(Verdict.Retired.class);
    assertThat(fold.inForce()).isEmpty();
  }

  @Test
  void shouldKeepTheStateAndOweARowWhenARowCannotBeRead() {
    update(1, 0, 1);

    Verdict verdict = apply(new RegistryRow.Content.Unreadable("damaged"));

    assertThat(verdict).isInstanceOf(Verdict.Unreadable.class);
    assertThat(serving()).isEqualTo("1");
    assertThat(fold.owing()).containsExactly("m");
  }

  @Test
  void shouldOweNothingForAModelThatNobodyKnows() {
    apply(new RegistryRow.Content.Unreadable("damaged"));

    assertThat(fold.owing()).isEmpty();
    assertThat(fold.owed("m")).isEmpty();
  }
}

package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.RegistryUpdates;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistryPublisherTest {
  private static final RegistryPublisher.Request ADA =
      new RegistryPublisher.Request("ada", "because");

  private final RegistryRows rows = new RegistryRows();
  private final RegistryPublisher publisher = rows.publisher(ProvenVersions.ALL);

  private RegistryPublisher.Published activate(int version) throws Exception {
    return publisher.activate(Versions.wanted("m", version), Optional.empty(), ADA);
  }

  private DesiredState inForce() {
    return rows.snapshot().model("m").orElseThrow().state();
  }

  @Test
  void shouldNumberChangesAndNameTheLastGoodVersionAsFallback() throws Exception {
    activate(1);
    RegistryPublisher.Published second = activate(2);

    assertThat(second.accepted()).isTrue();
    assertThat(second.offset()).isEqualTo(1);
    assertThat(inForce().stable()).contains(Versions.wanted("m", 2));
    assertThat(inForce().fallback()).contains(Versions.wanted("m", 1));
    assertThat(inForce().change().revision()).isEqualTo(2);
    assertThat(inForce().change().requestedBy()).isEqualTo("ada");
    assertThat(inForce().change().expectedPreviousDigest())
        .contains(Versions.version("m", 1).digest());
  }

  @Test
  void shouldSaySoWhenAnotherWriterWasFaster() throws Exception {
    activate(1);
    rows.beforeNextUpdate(RegistryFoldTest.state("m", 3, Action.ACTIVATE, 1, 2));

    RegistryPublisher.Published late = activate(2);

    assertThat(late.accepted()).isFalse();
    assertThat(late.refusal().orElseThrow()).startsWith("CONFLICT, another change was faster");
    assertThat(inForce().stable()).contains(Versions.wanted("m", 3));
  }

  @Test
  void shouldKeepTheFallbackWhenTheSameVersionIsActivatedAgain() throws Exception {
    activate(1);
    activate(2);
    activate(2);

    assertThat(inForce().fallback()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldRollBackToTheLastGoodVersionAndNotKeepTheBadOneAsFallback() throws Exception {
    activate(1);
    activate(2);

    publisher.rollback("m", Optional.empty(), ADA);

    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().fallback()).isEmpty();
    assertThat(inForce().toDesiredModel(9).rollback()).isTrue();
  }

  @Test
  void shouldRollBackToANamedVersionOfTheHistory() throws Exception {
    activate(1);
    activate(2);
    activate(3);

    publisher.rollback("m", Optional.of("1"), ADA);

    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().fallback()).contains(Versions.wanted("m", 2));
  }

  @Test
  void shouldPublishNothingWhenTheTargetOfARollbackIsWantedAlready() throws Exception {
    activate(1);
    activate(2);
    DesiredState before = inForce();

    assertThatThrownBy(() -> publisher.rollback("m", Optional.of("2"), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContainingAll("m:2 is what the registry wants already", "nothing was published");

    assertThat(inForce()).isEqualTo(before);
    assertThat(LastGood.left(rows.snapshot(), "m")).isEmpty();
    assertThat(publisher.rollback("m", Optional.of("1"), ADA).accepted()).isTrue();
  }

  @Test
  void shouldRefuseToRollBackToAVersionThatNobodyKnows() throws Exception {
    activate(1);

    assertThatThrownBy(() -> publisher.rollback("m", Optional.of("7"), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("no earlier version 7 of m");
    assertThatThrownBy(() -> publisher.rollback("x", Optional.empty(), ADA))
        .isInstanceOf(RegistryRefusedException.class);
  }

  @Test
  void shouldFindTheVersionBeforeTheLastGoodOneWhenARollbackWasNotEnough() throws Exception {
    activate(1);
    activate(2);
    activate(3);
    publisher.rollback("m", Optional.empty(), ADA);

    publisher.rollback("m", Optional.empty(), ADA);

    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThatThrownBy(() -> publisher.rollback("m", Optional.empty(), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("knows no earlier version of m");
  }

  @Test
  void shouldLeaveABadVersionForTheLastGoodOneAndSayWhatItExpected() throws Exception {
    activate(1);
    activate(2);

    RegistryPublisher.Published left = publisher.leave(Versions.version("m", 2), ADA).orElseThrow();

    assertThat(left.accepted()).isTrue();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().change().action()).isEqualTo(Action.ROLLBACK);
    assertThat(inForce().change().expectedPreviousDigest())
        .contains(Versions.version("m", 2).digest());
  }

  @Test
  void shouldNotLeaveAVersionThatIsNotDesiredAnyMore() throws Exception {
    activate(1);
    activate(2);
    activate(3);

    assertThat(publisher.leave(Versions.version("m", 2), ADA)).isEmpty();
    publisher.retire("m", ADA);
    assertThat(publisher.leave(Versions.version("m", 3), ADA)).isEmpty();
    rows.add("m", null);
    assertThat(publisher.leave(Versions.version("m", 3), ADA)).isEmpty();
    assertThat(rows.snapshot().model("m")).isEmpty();
  }

  @Test
  void shouldLetOneWinWhenTwoInstancesLeaveABadVersionAtOnce() throws Exception {
    activate(1);
    activate(2);
    rows.beforeNextUpdate(RegistryFoldTest.state("m", 1, Action.ROLLBACK, 2, 3));

    RegistryPublisher.Published slower =
        publisher.leave(Versions.version("m", 2), ADA).orElseThrow();
    Optional<RegistryPublisher.Published> again = publisher.leave(Versions.version("m", 2), ADA);

    assertThat(slower.accepted()).isFalse();
    assertThat(again).isEmpty();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldLeaveABadVersionOfAFrozenModelAndKeepTheFreeze() throws Exception {
    activate(1);
    activate(2);
    publisher.freeze("m", true, ADA);

    RegistryPublisher.Published left = publisher.leave(Versions.version("m", 2), ADA).orElseThrow();

    assertThat(left.accepted()).isTrue();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().frozen()).isTrue();
    assertThat(inForce().change().reason()).startsWith("forced, although");
  }

  @Test
  void shouldRetireByAStateThatLateRowsCannotUndo() throws Exception {
    activate(1);
    DesiredState late = inForce().reasserted(1);
    publisher.retire("m", ADA);

    rows.add(late);

    assertThat(inForce().stable()).isEmpty();
    assertThat(inForce().change().action()).isEqualTo(Action.RETIRE);
  }

  @Test
  void shouldRefuseChangesOfAFrozenModelUntilThatIsLifted() throws Exception {
    activate(1);
    publisher.freeze("m", true, ADA);

    assertThatThrownBy(() -> activate(2))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContainingAll("frozen by ada", "because", "model unfreeze");
    assertThatThrownBy(() -> publisher.retire("m", ADA))
        .isInstanceOf(RegistryRefusedException.class);
    publisher.freeze("m", false, ADA);

    assertThat(activate(2).accepted()).isTrue();
  }

  @Test
  void shouldRefuseChangesOfEveryModelWhileAllAreFrozen() throws Exception {
    activate(1);
    publisher.freeze(DesiredState.ALL_MODELS, true, ADA);

    assertThatThrownBy(() -> activate(2)).hasMessageContainingAll("all models", "frozen by ada");
    assertThatThrownBy(() -> publisher.freeze(DesiredState.ALL_MODELS, true, ADA))
        .hasMessageContaining("already frozen by ada");
    publisher.freeze(DesiredState.ALL_MODELS, false, ADA);

    assertThat(activate(2).accepted()).isTrue();
    assertThatThrownBy(() -> publisher.freeze(DesiredState.ALL_MODELS, false, ADA))
        .hasMessageContaining("not frozen");
    assertThat(rows.snapshot().models()).extracting(m -> m.state().model()).containsExactly("m");
  }

  @Test
  void shouldRollBackUnderAFreezeOnlyWhenForcedAndKeepTheFreeze() throws Exception {
    activate(1);
    activate(2);
    publisher.freeze("m", true, ADA);
    publisher.freeze(DesiredState.ALL_MODELS, true, ADA);

    assertThatThrownBy(() -> publisher.rollback("m", Optional.empty(), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("--force");
    RegistryPublisher.Published forced =
        publisher.rollback(
            "m", Optional.empty(), new RegistryPublisher.Request("bob", "NaN", true));

    assertThat(forced.accepted()).isTrue();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().freeze()).map(DesiredState.Freeze::by).contains("ada");
    assertThat(inForce().change().reason()).startsWith("forced, although").endsWith("NaN");
  }

  @Test
  void shouldFreezeOnTopOfAnActivationThatWasFaster() throws Exception {
    activate(1);
    rows.beforeNextUpdate(aware(2, 2, 0));

    RegistryPublisher.Published frozen = publisher.freeze("m", true, ADA);

    assertThat(frozen.accepted()).isTrue();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 2));
    assertThat(inForce().frozen()).isTrue();
  }

  @Test
  void shouldTellWhomAFreezeOvertook() throws Exception {
    activate(1);
    rows.beforeNextUpdate(allFrozen());

    RegistryPublisher.Published late = activate(2);

    assertThat(late.accepted()).isFalse();
    assertThat(late.refusal().orElseThrow()).contains("all models are frozen by rival");
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldGoBackWithTheApprovalOfTheVersion() throws Exception {
    publisher.activate(Versions.wanted("m", 1), Optional.of(sealed(1)), ADA);
    publisher.activate(Versions.wanted("m", 2), Optional.of(sealed(2)), ADA);

    publisher.rollback("m", Optional.empty(), ADA);

    assertThat(inForce().stable())
        .contains(Versions.wanted("m", 1).approved(Optional.of(sealed(1))));
  }

  /** An activation by a writer who looked whether something is frozen. */
  private static DesiredState aware(int version, long revision, long allModelsRevision) {
    DesiredState state = RegistryFoldTest.state("m", version, Action.ACTIVATE, 0, revision);
    return state.with(RegistryFreezeTest.aware(state.change(), allModelsRevision));
  }

  private static DesiredState allFrozen() {
    return RegistryFreezeTest.allModels(true, 1);
  }

  private static Approval sealed(int version) {
    return new Approval(
        "grace",
        Instant.EPOCH,
        Optional.of("CHG-" + version),
        Optional.of(
            new Approval.Seal(
                new Approval.Subject(
                    Versions.version("m", version), URI.create("file:///m"), "production", true),
                Optional.of(Instant.EPOCH.plusSeconds(9)),
                new Approval.Evidence("sha256:report", "sha256:environment"),
                "ed25519:0123",
                "c2ln")));
  }

  @Test
  void shouldKeepTheDeclaredBreakWhenAModelIsFrozenAndLoseItWithTheVersion() throws Exception {
    DesiredVersion breaking = Versions.activateBreaking("m", 2, 0).stable().orElseThrow();
    activate(1);
    publisher.activate(breaking, Optional.empty(), ADA);

    publisher.freeze("m", true, ADA);
    assertThat(inForce().stable().orElseThrow().breaking()).isTrue();
    publisher.freeze("m", false, ADA);
    activate(3);

    assertThat(inForce().stable().orElseThrow().breaking()).isFalse();
    assertThat(inForce().fallback().orElseThrow().breaking()).isFalse();
  }

  @Test
  void shouldKeepEveryFieldWhenAStateIsWrittenAndRead() {
    DesiredState state =
        new DesiredState(
            "m",
            Optional.of(Versions.wanted("m", 2).approved(Optional.of(sealed(2))).breaking(true)),
            Optional.of(
                new DesiredState.Candidate(
                    Versions.wanted("m", 3), DesiredState.Mode.CANARY, 0.25)),
            Optional.of(Versions.wanted("m", 1).approved(Optional.of(sealed(1)))),
            new DesiredState.Change(
                Action.ROLLBACK,
                "tester",
                "",
                Instant.EPOCH,
                Optional.of("sha256:1"),
                7,
                Optional.of(3L)),
            Optional.of(new DesiredState.Freeze("grace", "audit", Instant.EPOCH)),
            new DesiredState.Activation(
                true, "ada", "worse", Instant.ofEpochMilli(3), Optional.of("sha256:0")));

    assertThat(RegistryUpdates.read(RegistryRows.TOPIC, RegistryUpdates.write(state)))
        .isEqualTo(state);
  }
}

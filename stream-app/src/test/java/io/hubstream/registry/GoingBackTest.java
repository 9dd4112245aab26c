package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.testing.Versions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which version a change of the registry falls back to, and what remembers that it did. */
class GoingBackTest {
  private static final RegistryPublisher.Request ADA =
      new RegistryPublisher.Request("ada", "because");

  private final Set<ModelVersion> unproven = new HashSet<>();
  private final RegistryRows rows = new RegistryRows();
  private final RegistryPublisher publisher =
      rows.publisher(model -> version -> !unproven.contains(version));

  private RegistryPublisher.Published activate(int version) throws Exception {
    return publisher.activate(Versions.wanted("m", version), Optional.empty(), ADA);
  }

  private DesiredState inForce() {
    return rows.snapshot().model("m").orElseThrow().state();
  }

  @Test
  void shouldKeepTheFallbackWhenTheVersionBeforeHasNeverServed() throws Exception {
    activate(1);
    unproven.add(Versions.version("m", 2));
    activate(2);

    activate(3);

    assertThat(inForce().fallback()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldHaveNoFallbackWhenNothingBeforeHasServed() throws Exception {
    unproven.add(Versions.version("m", 1));
    activate(1);

    activate(2);

    assertThat(inForce().fallback()).isEmpty();
    assertThatThrownBy(() -> publisher.rollback("m", Optional.empty(), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContainingAll("has proved good", "--to");
    assertThat(publisher.rollback("m", Optional.of("1"), ADA).accepted()).isTrue();
  }

  @Test
  void shouldLookFurtherBackWhenTheFallbackItselfIsActivatedInPlaceOfARefusedVersion()
      throws Exception {
    activate(1);
    activate(2);
    unproven.add(Versions.version("m", 3));
    activate(3);

    activate(2);

    assertThat(inForce().fallback()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldPassOverVersionsThatNeverServedWhenARollbackWasNotEnough() throws Exception {
    activate(1);
    unproven.add(Versions.version("m", 2));
    activate(2);
    activate(3);
    activate(4);
    publisher.leave(Versions.version("m", 4), ADA);

    publisher.leaveRefused(Versions.version("m", 3), Versions.version("m", 4), ADA);

    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
    assertThat(inForce().change().expectedPreviousDigest())
        .contains(Versions.version("m", 3).digest());
  }

  @Test
  void shouldNotGoToAndFroWhenEveryTargetIsRefused() throws Exception {
    activate(1);
    activate(2);
    activate(3);
    ModelVersion bad = Versions.version("m", 3);
    publisher.leave(bad, ADA);
    publisher.leaveRefused(Versions.version("m", 2), bad, ADA);

    assertThatThrownBy(() -> publisher.leaveRefused(Versions.version("m", 1), bad, ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("knows no earlier version of m that has proved good");
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldLetOneWinWhenTwoInstancesLookFurtherAtOnce() throws Exception {
    activate(1);
    activate(2);
    activate(3);
    ModelVersion bad = Versions.version("m", 3);
    publisher.leave(bad, ADA);
    rows.beforeNextUpdate(RegistryFoldTest.state("m", 1, Action.ROLLBACK, 2, 5));

    RegistryPublisher.Published slower =
        publisher.leaveRefused(Versions.version("m", 2), bad, ADA).orElseThrow();

    assertThat(slower.accepted()).isFalse();
    assertThat(publisher.leaveRefused(Versions.version("m", 2), bad, ADA)).isEmpty();
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldNotMoveTheFleetForAnInstanceThatServesWhatNoRollbackHasLeft() throws Exception {
    activate(1);
    activate(2);
    activate(3);
    publisher.rollback("m", Optional.of("1"), ADA);

    assertThatThrownBy(
            () -> publisher.leaveRefused(Versions.version("m", 1), Versions.version("m", 2), ADA))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("no rollback has left m:2");
    assertThat(inForce().stable()).contains(Versions.wanted("m", 1));
  }

  @Test
  void shouldStayARollbackOfWhoAskedForItWhenTheStateIsWrittenAgain() throws Exception {
    RegistryPublisher.Request holly = new RegistryPublisher.Request("holly", "holidays");
    activate(1);
    activate(2);
    publisher.rollback("m", Optional.empty(), ADA);
    DesiredState.Activation activation = inForce().activation();

    publisher.freeze("m", true, holly);
    publisher.freeze("m", false, holly);
    rows.add(inForce().reasserted(inForce().change().revision()));

    assertThat(inForce().change().action()).isEqualTo(Action.REASSERT);
    assertThat(inForce().change().requestedBy()).isEqualTo("holly");
    assertThat(inForce().activation()).isEqualTo(activation);
    assertThat(inForce().toDesiredModel(9).rollback()).isTrue();
    assertThat(inForce().toDesiredModel(9).requestedBy()).isEqualTo("ada");
    assertThat(inForce().toDesiredModel(9).reason()).isEqualTo("because");
  }

  @Test
  void shouldBeNoRollbackAnyMoreWhenTheVersionIsActivated() throws Exception {
    activate(1);
    activate(2);
    publisher.rollback("m", Optional.empty(), ADA);

    activate(1);

    assertThat(inForce().toDesiredModel(9).rollback()).isFalse();
    assertThat(inForce().activation().replacedDigest())
        .as("what was left stays told")
        .contains(Versions.version("m", 2).digest());
    activate(3);
    assertThat(inForce().toDesiredModel(9).rollback()).isFalse();
    assertThat(inForce().activation().replacedDigest()).contains(Versions.version("m", 1).digest());
  }
}

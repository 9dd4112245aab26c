package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.retire;
import static io.hubstream.testing.Versions.rollback;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.memory.MemoryAdmission;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.RecordingListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProbationsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final ModelVersion V1 = version("a", 1);
  private static final ModelVersion V2 = version("a", 2);

  private final FakeLoader loader = new FakeLoader();
  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final RecordingListener listener = new RecordingListener();
  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private final AtomicBoolean granted = new AtomicBoolean(true);
  private final AtomicInteger brokerDown = new AtomicInteger();
  private Probations probations = probations(Duration.ofMinutes(1));
  private ModelManager manager = manager();

  private Probations probations(Duration window) {
    return new Probations(
        new ProbationRules(true, window, 100, 0.05, 0.01),
        (bad, reason) -> {
          if (brokerDown.getAndDecrement() > 0) {
            throw new IllegalStateException("the broker is away");
          }
          asked.add(bad.version() + ": " + reason);
          return granted.get();
        });
  }

  private ModelManager manager() {
    return new ModelManager(
        artifacts,
        loader,
        ModelManager.Policies.lenient(
            new Swapping(MemoryAdmission.unlimited(), Intake.NONE, SOON, probations)),
        listener,
        ServingMetrics.NONE,
        new ModelManagerSettings(
            List.of(1),
            Duration.ofMinutes(1),
            new ModelManagerSettings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(4)),
            SOON,
            Clock.systemUTC()));
  }

  private void restart(Duration window) {
    manager.close();
    probations = probations(window);
    manager = manager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private void settle(DesiredModel... updates) throws InterruptedException {
    List.of(updates).forEach(manager::submit);
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
  }

  private String nextAsked() throws InterruptedException {
    String next = asked.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("a rollback was asked for").isNotNull();
    return next;
  }

  private Optional<ModelVersion> condemned() {
    return probations.condemned(List.of(V2));
  }

  private void spoil(int rows) {
    for (int i = 0; i < rows; i++) {
      probations.bad(V2, 1, 0, 1);
    }
  }

  @Test
  void shouldAskForARollbackWithTheFiguresWhenTooManyRowsAreNoNumbers()
      throws InterruptedException {
    // Given
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    probations.good(V2, 300);

    // When
    spoil(3);
    boolean early = condemned().isPresent();
    spoil(1);

    // Then
    assertThat(early).isFalse();
    assertThat(condemned()).contains(V2);
    assertThat(nextAsked())
        .startsWith("2: automatic rollback of a:2: 4 of 304 rows gave NaN or infinite values")
        .contains("rollback.auto.max.nan.rate=0.01");
    spoil(50);
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldAskAsSoonAsTheMissingRowsCouldNotSaveTheVersion() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));

    spoil(1);
    assertThat(condemned()).isEmpty();
    spoil(1);

    assertThat(nextAsked()).contains("2 of 2 rows gave NaN");
  }

  @Test
  void shouldAskForARollbackWhenTooManyRowsFail() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));

    probations.bad(V2, 8, 5, 0);
    assertThat(condemned()).isEmpty();
    probations.bad(V2, 1, 1, 0);

    assertThat(nextAsked()).contains("6 of 9 rows failed; rollback.auto.max.error.rate=0.05");
  }

  @Test
  void shouldLeaveAVersionAloneWhenItsTimeIsOver() throws InterruptedException {
    restart(Duration.ofMillis(1));
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    TimeUnit.MILLISECONDS.sleep(20);

    probations.good(V2, 1);
    spoil(50);

    assertThat(condemned()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldLeaveAVersionAloneWhenThereIsNothingToGoBackTo() throws InterruptedException {
    settle(activate("a", 2, 1, 1));
    spoil(50);
    settle(activate("a", 1, 2));
    settle(activate("a", 2, 3));
    spoil(50);

    assertThat(condemned()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldNotWatchTheVersionThatARollbackCameBackTo() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    settle(rollback("a", 1, 2));

    probations.bad(V1, 50, 50, 0);

    assertThat(asked).isEmpty();
  }

  @Test
  void shouldLeaseTheFallbackWhenTheRollbackTookEffect() throws InterruptedException {
    // Given
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    spoil(2);
    nextAsked();
    assertThatThrownBy(() -> manager.leaseInstead(V2, Duration.ofMillis(20)))
        .isInstanceOf(ServingPausedException.class)
        .hasMessageContaining("a:2 was found bad");

    // When
    manager.submit(rollback("a", 1, 2));
    ServingSet set = manager.leaseInstead(V2, SOON).orElseThrow();

    // Then
    assertThat(set.versions()).containsExactly(V1);
    assertThat(set.registryOffset()).isEqualTo(2);
    set.release();
    assertThat(condemned()).as("what is in flight is still spoilt").contains(V2);
    assertThat(listener.of(Phase.ROLLED_BACK)).hasSize(1);
  }

  @Test
  void shouldKeepTheVersionWhenTheRegistryRefuses() throws InterruptedException {
    granted.set(false);
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));

    spoil(2);
    nextAsked();

    assertThat(manager.leaseInstead(V2, SOON)).isEmpty();
    assertThat(condemned()).isEmpty();
  }

  @Test
  void shouldKeepTheVersionWhenAnotherOneIsWantedMeanwhileAndRefused() throws InterruptedException {
    // Given
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    spoil(2);
    nextAsked();
    artifacts.refuse(version("a", 3), "not fit");

    // When
    settle(activate("a", 3, 2, 2));

    // Then: records that it spoilt do not wait for what will never serve.
    assertThat(manager.leaseInstead(V2, SOON)).isEmpty();
    assertThat(condemned()).isEmpty();
    assertThat(manager.statuses().get(0).serving()).contains(V2);
  }

  @Test
  void shouldAskAgainWhenTheBrokerWasAway() throws InterruptedException {
    brokerDown.set(1);
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));

    spoil(2);

    assertThat(nextAsked()).contains("automatic rollback");
  }

  @Test
  void shouldKeepTheVersionWhenTheArtifactOfTheFallbackIsGone() throws InterruptedException {
    // Given: nothing is kept warm any more
    settle(activate("a", 1, 0));
    settle(activate("a", 3, 1));
    settle(activate("a", 2, 1, 2));
    artifacts.refuse(V1, "no such folder");
    spoil(2);
    nextAsked();
    granted.set(false);

    // When
    settle(rollback("a", 1, 3));

    // Then
    assertThat(nextAsked())
        .isEqualTo(
            "1: a:1, which a rollback went back to, was refused in VERIFIED: no such folder."
                + " The rollback: roll back to 1");
    assertThat(manager.leaseInstead(V2, SOON)).isEmpty();
    assertThat(condemned()).isEmpty();
    assertThat(listener.of(Phase.REJECTED).get(0).reason()).contains("no such folder");
    assertThat(manager.statuses().get(0).serving()).contains(V2);
    assertThat(manager.statuses().get(0).desired()).contains(V1);
  }

  @Test
  void shouldForgetTheVersionWhenItsModelIsRetired() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    spoil(2);
    nextAsked();

    settle(retire("a", 2));

    assertThat(manager.leaseInstead(V2, SOON)).isEmpty();
    assertThat(condemned()).isEmpty();
  }

  @Test
  void shouldWatchAVersionAnewWhenItIsActivatedAgain() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    spoil(2);
    nextAsked();
    settle(rollback("a", 1, 2));

    settle(activate("a", 2, 1, 3));

    assertThat(condemned()).isEmpty();
    spoil(2);
    assertThat(nextAsked()).contains("2 of 2 rows");
  }

  @Test
  void shouldLeaseAnOlderVersionWhenTheTargetOfTheRollbackIsRefused() throws InterruptedException {
    // Given: neither 1 nor 3 is kept warm
    ModelVersion refused = version("a", 3);
    settle(activate("a", 1, 0));
    settle(activate("a", 3, 1, 1));
    settle(activate("a", 4, 3, 2));
    settle(activate("a", 2, 3, 3));
    artifacts.refuse(refused, "no such folder");
    spoil(2);
    nextAsked();

    // When
    settle(rollback("a", 3, 4));
    assertThat(nextAsked()).startsWith("3: a:3, which a rollback went back to, was refused");
    assertThat(condemned()).as("its records still wait").contains(V2);
    manager.submit(rollback("a", 1, 5));

    // Then
    ServingSet set = manager.leaseInstead(V2, SOON).orElseThrow();
    assertThat(set.versions()).containsExactly(V1);
    set.release();
  }

  @Test
  void shouldNotAskForAnOlderVersionWhenNothingServesOrItIsNoRollback()
      throws InterruptedException {
    artifacts.refuse(V1, "no such folder");
    artifacts.refuse(version("a", 3), "no such folder");

    settle(rollback("a", 1, 0));
    settle(activate("a", 2, 1));
    settle(activate("a", 3, 2, 2));

    assertThat(manager.statuses().get(0).serving()).contains(V2);
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldKeepTheVersionAtOnceWhenItIsWantedAgainBeforeTheFallbackServes()
      throws InterruptedException {
    // Given: nothing is kept warm any more, and the fallback takes its time
    settle(activate("a", 1, 0));
    settle(activate("a", 3, 1));
    settle(activate("a", 2, 1, 2));
    FakeLoader.Gate load = loader.gate(V1);
    spoil(2);
    nextAsked();
    manager.submit(rollback("a", 1, 3));
    load.awaitReached();

    // When
    manager.submit(activate("a", 2, 1, 4));
    load.open();

    // Then: records that it spoilt do not wait for what will never serve.
    assertThat(manager.leaseInstead(V2, SOON)).isEmpty();
    assertThat(condemned()).isEmpty();
  }

  @Test
  void shouldWaitForTheRollbackWhenTheSameStateIsPublishedOnceMoreBeforeIt()
      throws InterruptedException {
    // Given
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1, 1));
    spoil(2);
    nextAsked();

    // When: as a freeze does.
    settle(activate("a", 2, 1, 2));

    // Then
    assertThat(condemned()).contains(V2);
    settle(rollback("a", 1, 3));
    ServingSet set = manager.leaseInstead(V2, SOON).orElseThrow();
    assertThat(set.versions()).containsExactly(V1);
    set.release();
  }
}

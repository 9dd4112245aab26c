package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.rollback;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.RecordingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the environment does not let in. */
class AdmissionTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** Refuses the versions that it was told, for good or when going forward only. */
  private static final class Policy implements AdmissionPolicy {
    private final Set<String> barred = ConcurrentHashMap.newKeySet();
    private final Set<String> expired = ConcurrentHashMap.newKeySet();
    private volatile boolean ownerless;

    @Override
    public void admit(DesiredVersion wanted, Direction direction) throws ModelRefusedException {
      String version = wanted.version().version();
      if (barred.contains(version)) {
        throw new ModelRefusedException("nobody approved it");
      }
      if (expired.contains(version) && direction == Direction.FORWARD) {
        throw new ModelRefusedException("expired");
      }
    }

    @Override
    public void admit(ModelManifest manifest) throws ModelRefusedException {
      if (ownerless) {
        throw new ModelRefusedException("no owner");
      }
    }
  }

  private final Policy policy = new Policy();
  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final FakeLoader loader = new FakeLoader();
  private final RecordingListener listener = new RecordingListener();
  private final ModelManager manager =
      new ModelManager(
          artifacts,
          loader,
          new ModelManager.Policies(policy, SampleDecoder.NONE, Swapping.plain()),
          listener,
          ServingMetrics.NONE,
          ModelManagerSettings.defaults());

  @AfterEach
  void closesEverythingExactlyOnce() {
    manager.close();
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
  }

  private void settle(DesiredModel... updates) throws InterruptedException {
    List.of(updates).forEach(manager::submit);
    assertThat(manager.awaitInitialLoad(SOON)).isTrue();
  }

  private List<String> serving() {
    ServingSet set = manager.lease();
    try {
      return set.versions().stream().map(v -> v.display()).toList();
    } finally {
      set.release();
    }
  }

  @Test
  void shouldRefuseBeforeAnythingIsFetchedAndKeepWhatServes() throws InterruptedException {
    settle(activate("a", 1, 0));
    policy.barred.add("2");

    settle(activate("a", 2, 1));

    LifecycleEvent rejected = listener.of(Phase.REJECTED).get(0);
    assertThat(rejected.detail().rejectedIn()).contains(Phase.REQUESTED);
    assertThat(rejected.reason()).contains("nobody approved it");
    assertThat(artifacts.fetches()).isEqualTo(1);
    assertThat(serving()).containsExactly("a:1");
    assertThat(manager.behind().orElseThrow()).contains("nobody approved it");
  }

  @Test
  void shouldRefuseAManifestInTheStepThatVerifies() throws InterruptedException {
    policy.ownerless = true;

    settle(activate("a", 1, 0));

    LifecycleEvent rejected = listener.of(Phase.REJECTED).get(0);
    assertThat(rejected.detail().rejectedIn()).contains(Phase.VERIFIED);
    assertThat(rejected.reason()).contains("no owner");
    assertThat(loader.loaded()).isEmpty();
  }

  @Test
  void shouldRefuseAVersionThatIsStillLoaded() throws InterruptedException {
    settle(activate("a", 1, 0));
    settle(activate("a", 2, 1));
    policy.barred.add("1");

    settle(rollback("a", 1, 2));

    assertThat(serving()).containsExactly("a:2");
    assertThat(listener.of(Phase.REJECTED)).hasSize(1);
  }

  @Test
  void shouldServeTheFallbackWhenAnInstanceStartsAfterTheApprovalExpired()
      throws InterruptedException {
    policy.expired.add("1");
    policy.expired.add("2");

    settle(activate("a", 2, 1, 5));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED).get(0).version().orElseThrow().version()).isEqualTo("2");
  }

  @Test
  void shouldGoOnServingWhenTheApprovalExpiresMeanwhile() throws InterruptedException {
    settle(activate("a", 1, 0));
    policy.expired.add("1");

    settle(activate("a", 1, 1));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldAuditThatAnUpdateIsRefusedThoughItsVersionServes() throws InterruptedException {
    settle(activate("a", 1, 0));
    policy.barred.add("1");

    settle(activate("a", 1, 1));

    assertThat(serving()).containsExactly("a:1");
    assertThat(listener.of(Phase.REJECTED).get(0).registryOffset()).isEqualTo(1);
  }

  @Test
  void shouldRollBackToAVersionWhoseApprovalExpired() throws InterruptedException {
    settle(activate("a", 2, 0));
    policy.expired.add("1");

    settle(rollback("a", 1, 1));

    assertThat(serving()).containsExactly("a:1");
  }

  @Test
  void shouldKeepInTheAuditWhoApproved() throws InterruptedException {
    DesiredModel plain = activate("a", 1, 0);
    Approval approval = new Approval("grace", Instant.EPOCH, Optional.empty());
    DesiredModel approved =
        new DesiredModel(
            plain.model(),
            plain.stable().map(v -> v.approved(Optional.of(approval))),
            plain.fallback(),
            false,
            plain.requestedBy(),
            plain.reason(),
            0);

    settle(approved);

    assertThat(listener.of(Phase.ACTIVATED).get(0).origin().lineage())
        .containsEntry("approvedBy", "grace")
        .containsEntry("owner", "owner");
  }
}

package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the audit says of attempts that failed and were made again. */
@Timeout(60)
class TriedAgainTest {
  private static final ModelVersion V2 = version("a", 2);

  @TempDir Path folder;

  private final MemoryRig rig =
      new MemoryRig().retry(100_000, Duration.ofMillis(1), Duration.ofMillis(4));

  @AfterEach
  void closesEverythingExactlyOnce() throws InterruptedException {
    rig.close();
  }

  private List<LifecycleEvent> triedAgain() {
    return rig.listener.events().stream().filter(LifecycleEvent::triesAgain).toList();
  }

  @Test
  void shouldTellOnceThatAVersionIsTriedAgainWhenEveryAttemptFailsForTheSameCause()
      throws Exception {
    // Given
    rig.start();
    rig.settle(activate("a", 1, 0));
    rig.artifacts.unreachable(V2, 3);

    // When
    rig.settle(activate("a", 2, 1));

    // Then
    assertThat(rig.serving()).containsExactly("a:2");
    assertThat(triedAgain()).hasSize(1);
    LifecycleEvent told = triedAgain().get(0);
    assertThat(told.phase()).isEqualTo(Phase.REQUESTED);
    assertThat(told.version()).contains(V2);
    assertThat(told.previous()).contains(version("a", 1));
    assertThat(told.registryOffset()).isEqualTo(1);
    assertThat(told.detail().rejectedIn()).contains(Phase.FETCHED);
    assertThat(told.reason())
        .contains(
            "attempt 1 of 100000 failed in FETCHED: IOException: the store is down; it is tried again");
    assertThat(rig.listener.of(Phase.REJECTED)).isEmpty();
  }

  @Test
  void shouldTellOfEachCauseWhenAttemptsFailForSeveral() throws Exception {
    // Given
    rig.start();
    rig.artifacts.unreachable(V2, 2);
    rig.golden(V2, folder);
    rig.parserIsAway(true);

    // When
    rig.manager().submit(activate("a", 2, 0));
    MemoryRig.await(() -> triedAgain().size() == 2);
    rig.parserIsAway(false);
    rig.listener.await(Phase.ACTIVATED, "2");

    // Then
    assertThat(triedAgain())
        .extracting(event -> event.detail().rejectedIn().orElseThrow())
        .containsExactly(Phase.FETCHED, Phase.GATED);
    assertThat(triedAgain().get(1).reason().orElseThrow())
        .startsWith("attempt 3 of 100000 failed in GATED: ");
  }

  @Test
  void shouldTellAnewWhenAnotherUpdateFailsForTheSameCause() throws Exception {
    rig.start();
    rig.artifacts.unreachable(V2, 1);
    rig.artifacts.unreachable(version("a", 3), 1);

    rig.settle(activate("a", 2, 0));
    rig.settle(activate("a", 3, 1));

    assertThat(triedAgain()).extracting(LifecycleEvent::registryOffset).containsExactly(0L, 1L);
  }
}

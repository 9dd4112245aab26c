package io.hubstream.serving;

import static io.hubstream.testing.Versions.activate;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.RecordingListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing is bounded, and never closes a model that is leased. */
class ModelManagerCloseTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final FakeLoader loader = new FakeLoader();
  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final RecordingListener listener = new RecordingListener();

  private static ModelManagerSettings settings(Duration keepWarm, Duration closeTimeout) {
    return new ModelManagerSettings(
        List.of(1),
        keepWarm,
        new ModelManagerSettings.Retry(1, Duration.ZERO, Duration.ZERO),
        closeTimeout,
        Clock.systemUTC());
  }

  @Test
  void shouldRefuseLeasesAndStayBoundedWhenClosedUnderALease() throws InterruptedException {
    try (ModelManager impatient =
        new ModelManager(
            artifacts,
            loader,
            listener,
            ServingMetrics.NONE,
            settings(Duration.ZERO, Duration.ofMillis(100)))) {
      impatient.submit(activate("a", 1, 0));
      impatient.awaitInitialLoad(SOON);
      ServingSet lease = impatient.lease();
      impatient.close();

      assertThatThrownBy(impatient::lease).isInstanceOf(IllegalStateException.class);
      assertThat(loader.loaded(version("a", 1)).closed()).isFalse();
      lease.release();
      listener.await(Phase.UNLOADED, "1");
    }
  }

  @Test
  void shouldEndBoundedWhenClosedDuringALoad() throws InterruptedException {
    ModelManager impatient =
        new ModelManager(
            artifacts,
            loader,
            listener,
            ServingMetrics.NONE,
            settings(Duration.ZERO, Duration.ofMillis(50)));
    FakeLoader.Gate gate = loader.gate(version("a", 1));
    impatient.submit(activate("a", 1, 0));
    gate.awaitReached();

    impatient.close();
    gate.open();

    listener.await(Phase.UNLOADED, "1");
    assertThat(impatient.awaitInitialLoad(SOON)).isFalse();
  }
}

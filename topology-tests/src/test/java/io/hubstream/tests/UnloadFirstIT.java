package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.service.EnrichmentService;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.Versions;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two versions do not fit into the memory at once: records wait, and none is lost. */
@Timeout(240)
class UnloadFirstIT {
  private static final ModelVersion V1 = Versions.version("language", 1);
  private static final ModelVersion V2 = Versions.version("language", 2);
  private static final ModelVersion V3 = Versions.version("language", 3);
  private static final Duration PAUSE = Duration.ofSeconds(9);

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final List<LifecycleEvent> steps = new ArrayList<>();

  @Test
  void shouldLetRecordsWaitLongerThanAStreamThreadMayWhenTheOldVersionIsUnloadedFirst()
      throws Exception {
    try (TestStream stream = new TestStream(dir, 3)) {
      // Given
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(3)));
      stream
          .with("models.memory.mode", "unload-first")
          .with("stream.threads", "2")
          .activate("language", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        watch.await(100);
        FakeLoader.Gate gate = fakes.loader.gate(V2);

        // When
        stream.activate("language", 2);
        gate.awaitReached();
        boolean oldOneIsGone = fakes.loader.loaded(V1).closed();
        List<String> reasons = service.health().reasons();
        Thread.sleep(PAUSE.toMillis());
        gate.open();
        watch.awaitMore(100, "results of 2", seen -> seen.version().equals("2"));
        stream.activate("language", 3);
        watch.awaitMore(100, "results of 3", seen -> seen.version().equals("3"));
        publisher.stop();
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(oldOneIsGone).isTrue();
        assertThat(reasons)
            .anyMatch(reason -> reason.contains("model language is being exchanged"));
        assertThat(service.health().ready()).as("%s", service.health()).isTrue();
      }
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isZero();
      assertThat(verification.swaps())
          .extracting(swap -> swap.fromVersion() + swap.toVersion())
          .containsExactlyInAnyOrder("12", "23");
      assertUnloadedBeforeLoaded(V1, V2);
      assertUnloadedBeforeLoaded(V2, V3);
      LifecycleEvent activated = step(Phase.ACTIVATED, V2);
      assertThat(activated.took().orElseThrow()).isGreaterThan(PAUSE);
      System.out.printf(
          "unload first: records waited %d ms and %d ms%n",
          activated.took().get().toMillis(),
          step(Phase.ACTIVATED, V3).took().orElseThrow().toMillis());
      assertThat(fakes.loader.loaded()).hasSize(3);
      assertThat(fakes.loader.loaded()).noneMatch(FakeServable::closedWhileRunning);
    }
  }

  @Test
  void shouldServeTheOldVersionAgainWhenTheNewOneIsRefusedAfterTheUnload() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(3)));
      fakes.loader.refuse(V2, "a broken graph");
      stream.with("models.memory.mode", "unload-first").activate("language", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        watch.await(100);

        // When
        stream.activate("language", 2);
        Eventually.until(
            "refused",
            () -> service.models().get(0).reason().orElse("").contains("a broken graph"));
        watch.awaitMore(200, "results of 1", seen -> seen.version().equals("1"));
        publisher.stop();
        assertThat(service.awaitCaughtUp()).isTrue();
        assertThat(TestStream.serves(service, V1)).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isZero();
      assertThat(fakes.loader.loaded()).hasSize(2);
      assertThat(steps).filteredOn(step -> step.phase() == Phase.ACTIVATED).hasSize(2);
    }
  }

  /** The audit topic has several partitions, so the order is that of the times. */
  private void assertUnloadedBeforeLoaded(ModelVersion old, ModelVersion successor) {
    assertThat(
            List.of(
                step(Phase.DRAINED, old).at(),
                step(Phase.UNLOADED, old).at(),
                step(Phase.LOADED, successor).at(),
                step(Phase.ACTIVATED, successor).at()))
        .isSorted();
  }

  private LifecycleEvent step(Phase phase, ModelVersion version) {
    return steps.stream()
        .filter(step -> step.phase() == phase)
        .filter(step -> step.version().equals(Optional.of(version)))
        .findFirst()
        .orElseThrow();
  }

  private TopicVerifier.Listener collecting() {
    return new TopicVerifier.Listener() {
      @Override
      public void onAudit(AuditView event) {
        if (event instanceof AuditView.LifecycleView step) {
          steps.add(step.event());
        }
      }
    };
  }
}

package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRow;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.EnrichmentService;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.ModelStatus;
import io.hubstream.serving.Phase;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.Versions;
import io.hubstream.verify.Swap;
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

/** Models are exchanged while records flow; the audit says where, and why not. */
@Timeout(240)
class SwapIT {
  private static final ModelVersion V1 = Versions.version("language", 1);
  private static final ModelVersion V2 = Versions.version("language", 2);
  private static final ModelVersion V3 = Versions.version("language", 3);

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final List<LifecycleEvent> steps = new ArrayList<>();

  @Test
  void shouldAuditEverySwapAndRollbackUnderLoad() throws Exception {
    try (TestStream stream = new TestStream(dir, 3)) {
      // Given
      fakes.loader.behave(TextModels.taking(Duration.ofMillis(3)));
      stream.with("stream.threads", "2").activate("language", 1);
      stream.activate("topics", 7);
      SteadyPublisher publisher = new SteadyPublisher(stream, 300);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        watch.await(200);

        // When
        stream.activate("language", 2);
        awaitResultsOf(watch, "2");
        stream.activate("language", 3);
        awaitResultsOf(watch, "3");
        stream
            .registry()
            .rollback("language", Optional.empty(), new RegistryPublisher.Request("t", "worse"));
        awaitResultsOf(watch, "2");
        publisher.stop();
        assertThat(service.awaitCaughtUp()).isTrue();
        assertThat(TestStream.serves(service, V2)).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.swaps())
          .extracting(swap -> swap.model() + swap.fromVersion() + swap.toVersion())
          .containsExactlyInAnyOrder("language12", "language23", "language32");
      assertThat(verification.swaps())
          .allSatisfy(
              swap ->
                  assertThat(swap.positions())
                      .extracting(Swap.Position::partition)
                      .containsExactly(0, 1, 2));
      assertThat(phasesOf(V2)).contains(Phase.ROLLED_BACK);
      assertThat(fakes.loader.loaded()).as("what it went back to was still warm").hasSize(4);
      assertThat(fakes.loader.loaded()).allMatch(servable -> servable.closes() == 1);
      assertThat(fakes.loader.loaded()).noneMatch(FakeServable::closedWhileRunning);
    }
  }

  @Test
  void shouldServeTheOldVersionWhenTheNewOneIsRefused() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream.activate("language", 1);
      fakes.loader.refuse(V2, "the op Frobnicate is not allowed");
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        stream.publish(0, 200);

        // When
        stream.activate("language", 2);
        Eventually.until("refused", () -> status(service).phase() == Phase.REJECTED);
        stream.publish(200, 400);
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(status(service).desired()).contains(V2);
        assertThat(status(service).serving()).contains(V1);
        assertThat(status(service).reason()).get().asString().contains("Frobnicate");
        assertThat(status(service).differsSince()).isPresent();
        assertThat(service.health().ready()).isTrue();
      }
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.swaps()).isEmpty();
      assertThat(steps)
          .filteredOn(step -> step.phase() == Phase.REJECTED)
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.version()).contains(V2);
                assertThat(step.previous()).contains(V1);
                assertThat(step.detail().rejectedIn()).contains(Phase.LOADED);
                assertThat(step.reason()).get().asString().contains("Frobnicate");
              });
    }
  }

  @Test
  void shouldAuditTheConflictAndPublishTheWinnerAgainWhenTwoWritersCollide() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given
      stream.activate("language", 1);
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        RegistrySnapshot seenByBoth = stream.registrySnapshot();
        stream.activate("language", 2);

        // When: the second writer has not seen what the first wrote
        stream
            .registry(() -> seenByBoth)
            .activate(
                Versions.wanted(V3),
                Optional.empty(),
                new RegistryPublisher.Request("the slower one", "version 3"));
        Eventually.until(
            "published again", () -> lastAction(stream) == DesiredState.Action.REASSERT);
        stream.publish(0, 100);
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(TestStream.serves(service, V2)).isTrue();
      }
      assertThat(stream.registrySnapshot().model("language").orElseThrow().state().digest())
          .contains(V2.digest());
      assertThat(stream.verify(collecting()).holdsExactlyOnce()).isTrue();
      assertThat(steps)
          .filteredOn(step -> step.phase() == Phase.CONFLICT)
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.version()).contains(V3);
                assertThat(step.previous()).contains(V2);
                assertThat(step.origin().requestedBy()).contains("the slower one");
              });
      assertThat(phasesOf(V3)).containsExactly(Phase.CONFLICT);
    }
  }

  private static DesiredState.Action lastAction(TestStream stream) {
    List<RegistrySnapshot.Entry> history = stream.registrySnapshot().history("language");
    return history.get(history.size() - 1).row().content()
            instanceof RegistryRow.Content.Update update
        ? update.state().change().action()
        : DesiredState.Action.UNKNOWN;
  }

  private static void awaitResultsOf(ResultsWatch watch, String version) throws Exception {
    watch.awaitMore(150, "results of version " + version, seen -> seen.version().equals(version));
    for (int partition = 0; partition < 3; partition++) {
      int which = partition;
      watch.awaitMore(
          1,
          "a result of version %s in partition %d".formatted(version, partition),
          seen -> seen.position().partition() == which && seen.version().equals(version));
    }
  }

  private static ModelStatus status(EnrichmentService service) {
    return service.models().get(0);
  }

  private List<Phase> phasesOf(ModelVersion version) {
    return steps.stream()
        .filter(step -> step.version().equals(Optional.of(version)))
        .map(LifecycleEvent::phase)
        .toList();
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

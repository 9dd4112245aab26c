package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRow;
import io.hubstream.registry.Verdict;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.KafkaClients;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Going back while records flow: by a person within a second, and by itself. */
@Timeout(240)
class RollbackIT {
  private static final ModelVersion V1 = Versions.version("language", 1);
  private static final ModelVersion V2 = Versions.version("language", 2);
  private static final ModelVersion V3 = Versions.version("language", 3);
  private static final Duration RUN = Duration.ofMillis(3);

  @TempDir Path dir;
  private final FakeParts fakes = new FakeParts();
  private final List<AuditView.LifecycleView> steps = new ArrayList<>();

  @Test
  void shouldGoBackWithoutLoadingWhenTheLastGoodVersionIsStillWarm() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      fakes.loader.behave(TextModels.taking(RUN));
      stream.activate("language", 1);
      Instant begun;
      Instant asked;
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        watch.await(50);
        stream.activate("language", 2);
        watch.awaitMore(50, "results of 2", seen -> seen.version().equals("2"));
        long before = watch.count(seen -> seen.version().equals("1"));

        // When
        begun = Instant.now();
        asked =
            stream
                .registry()
                .rollback("language", Optional.empty(), new RegistryPublisher.Request("t", "worse"))
                .state()
                .change()
                .at();
        Eventually.until("version 1 serves", () -> TestStream.serves(service, V1));
        Eventually.until(
            "a result of 1", () -> watch.count(seen -> seen.version().equals("1")) > before);
        publisher.stop();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(fakes.loader.loaded()).hasSize(2);
      AuditView.LifecycleView back = firstOf(Phase.ROLLED_BACK, V1);
      System.out.printf(
          "rollback in effect %d ms after the update, and %d ms after the command began%n",
          Duration.between(asked, back.at()).toMillis(),
          Duration.between(begun, back.at()).toMillis());
      assertThat(back.event().previous()).contains(V2);
      assertThat(back.at()).isAfterOrEqualTo(firstOf(Phase.ACTIVATED, V2).at());
      assertThat(firstOf(Phase.UNLOADED, V2).at()).isAfterOrEqualTo(back.at());
      assertThat(firstOf(Phase.UNLOADED, V1).at())
          .as("it was in memory all the time")
          .isAfterOrEqualTo(firstOf(Phase.UNLOADED, V2).at());
    }
  }

  @Test
  void shouldRunRecordsAgainOnTheFallbackAndLetTheFleetFollowWhenAVersionGivesNaN()
      throws Exception {
    try (TestStream stream = new TestStream(dir, 4)) {
      // Given
      stream
          .with("rollback.auto.min.rows", "1")
          .with("rollback.auto.max.nan.rate", "0")
          .activate("language", 1);
      fakes.loader.behave(TextModels.taking(RUN));
      fakes.loader.behave(V2, TextModels.givingNaN(RUN));
      SteadyPublisher publisher = new SteadyPublisher(stream, 400);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService a = stream.service("a", fakes.parts());
          EnrichmentService b = stream.service("b", fakes.parts())) {
        a.start();
        b.start();
        watch.awaitMore(100, "results of the second instance", seen -> seen.instance().equals("b"));

        // When
        long start = System.nanoTime();
        stream.activate("language", 2);
        Eventually.until(
            "the registry wants version 1 again",
            () -> desired(stream).equals(V1.digest()) && serveOnly(V1, a, b));
        System.out.printf(
            "automatic rollback: from the activation until both serve the older version %d ms%n",
            millis(start, System.nanoTime()));
        watch.awaitMore(200, "results", seen -> seen.version().equals("1"));
        publisher.stop();
        assertThat(a.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isZero();
      assertThat(verification.counts().results())
          .isEqualTo(verification.counts().recordsPublished());
      assertThat(acceptedRollbacks(stream)).isEqualTo(1);
      assertThat(steps)
          .filteredOn(step -> step.event().phase() == Phase.ROLLED_BACK)
          .hasSize(2)
          .allSatisfy(
              step ->
                  assertThat(step.event().reason().orElseThrow())
                      .contains("automatic rollback of language:2", "NaN"))
          .extracting(AuditView.LifecycleView::instance)
          .containsExactlyInAnyOrder("a", "b");
      assertThat(verification.swaps()).as("the bad version made nothing").isEmpty();
    }
  }

  @Test
  void shouldKeepServingAndDeadLetterAsBeforeWhenTheFallbackIsGone() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given
      stream
          .with("rollback.auto.min.rows", "1")
          .with("rollback.auto.max.nan.rate", "0")
          .with("rollback.keep.warm.ms", "0")
          .activate("language", 1);
      fakes.loader.behave(TextModels.taking(RUN));
      fakes.loader.behave(V2, TextModels.givingNaN(RUN));
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        stream.activate("language", 2);
        Eventually.until("version 2 serves", () -> TestStream.serves(service, V2));
        fakes.artifacts.refuse(V1, "its folder is gone");

        // When
        stream.publish(0, 100);
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(TestStream.serves(service, V2)).isTrue();
        assertThat(service.models().get(0).desired()).contains(V1);
        assertThat(service.models().get(0).reason().orElseThrow()).contains("its folder is gone");
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isEqualTo(100);
    }
  }

  @Test
  void shouldGoBackFurtherWithTheFleetWhenTheTargetOfARollbackIsRefused() throws Exception {
    try (TestStream stream = new TestStream(dir, 4)) {
      // Given: 1 and 2 have served, and neither is kept in memory
      stream
          .with("rollback.auto.min.rows", "1")
          .with("rollback.auto.max.nan.rate", "0")
          .with("rollback.keep.warm.ms", "0")
          .activate("language", 1);
      fakes.loader.behave(TextModels.taking(RUN));
      fakes.loader.behave(V3, TextModels.givingNaN(RUN));
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService a = stream.service("a", fakes.parts());
          EnrichmentService b = stream.service("b", fakes.parts())) {
        a.start();
        b.start();
        watch.awaitMore(20, "results of the second instance", seen -> seen.instance().equals("b"));
        stream.activate("language", 2);
        Eventually.until("version 2 serves", () -> serveOnly(V2, a, b));
        fakes.artifacts.refuse(V2, "its folder is gone");

        // When
        stream.activate("language", 3);
        Eventually.until(
            "both serve what is older and good",
            () -> desired(stream).equals(V1.digest()) && serveOnly(V1, a, b));
        watch.awaitMore(50, "results", seen -> seen.version().equals("1"));
        publisher.stop();
        assertThat(a.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify(collecting());
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().deadLetters()).isZero();
      assertThat(acceptedRollbacks(stream)).as("to 2, and from there to 1").isEqualTo(2);
      assertThat(firstOf(Phase.ROLLED_BACK, V1).event().reason().orElseThrow())
          .contains("language:2, which a rollback went back to, was refused in VERIFIED")
          .contains("its folder is gone", "automatic rollback of language:3", "NaN");
    }
  }

  @Test
  void shouldGoBackToWhatServedWhenTheVersionAfterItPassedNoGate() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given
      stream
          .with("rollback.auto.min.rows", "1")
          .with("rollback.auto.max.nan.rate", "0")
          .activate("language", 1);
      fakes.loader.behave(TextModels.taking(RUN));
      fakes.loader.behave(V3, TextModels.givingNaN(RUN));
      fakes.artifacts.refuse(V2, "not fit");
      KafkaClients clients = new KafkaClients(stream.config("publisher").kafka());
      try (Producer<byte[], byte[]> producer = clients.producer();
          EnrichmentService service = stream.service("a", fakes.parts())) {
        RegistryPublisher publisher =
            clients.registryPublisher(producer, stream.topics, Clock.systemUTC());
        service.start();
        activate(publisher, V2);
        Eventually.until("2 is refused", () -> service.models().get(0).reason().isPresent());

        // When
        DesiredState wanted = activate(publisher, V3);
        Eventually.until("3 serves", () -> TestStream.serves(service, V3));
        stream.publish(0, 50);
        assertThat(service.awaitCaughtUp()).isTrue();

        // Then
        assertThat(wanted.fallback()).contains(Versions.wanted(V1));
        assertThat(TestStream.serves(service, V1)).isTrue();
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(50);
    }
  }

  private static DesiredState activate(RegistryPublisher publisher, ModelVersion version)
      throws Exception {
    return publisher
        .activate(
            Versions.wanted(version),
            Optional.empty(),
            new RegistryPublisher.Request("tester", version.display()))
        .state();
  }

  private static long millis(long from, long to) {
    return Duration.ofNanos(to - from).toMillis();
  }

  private static String desired(TestStream stream) {
    return stream.registrySnapshot().model("language").orElseThrow().state().digest().orElse("");
  }

  private static boolean serveOnly(ModelVersion version, EnrichmentService... services) {
    for (EnrichmentService service : services) {
      if (!TestStream.serves(service, version)) {
        return false;
      }
    }
    return true;
  }

  private static long acceptedRollbacks(TestStream stream) {
    return stream.registrySnapshot().history("language").stream()
        .filter(entry -> entry.verdict() instanceof Verdict.Accepted)
        .filter(
            entry ->
                entry.row().content() instanceof RegistryRow.Content.Update update
                    && update.state().change().action() == DesiredState.Action.ROLLBACK)
        .count();
  }

  private AuditView.LifecycleView firstOf(Phase phase, ModelVersion version) {
    return steps.stream()
        .filter(step -> step.event().phase() == phase)
        .filter(step -> step.event().version().equals(Optional.of(version)))
        .min(Comparator.comparing(AuditView.LifecycleView::at))
        .orElseThrow();
  }

  private TopicVerifier.Listener collecting() {
    return new TopicVerifier.Listener() {
      @Override
      public void onAudit(AuditView event) {
        if (event instanceof AuditView.LifecycleView step) {
          steps.add(step);
        }
      }
    };
  }
}

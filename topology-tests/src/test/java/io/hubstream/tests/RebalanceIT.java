package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.Versions;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances share the partitions, and pass them to each other. */
@Timeout(240)
class RebalanceIT {
  private static final int PARTITIONS = 4;
  private static final ModelVersion V2 = Versions.version("language", 2);

  @TempDir Path dir;
  private final FakeParts a = parts();
  private final FakeParts b = parts();
  private EnrichmentService other;

  @Test
  void shouldLoseAndRepeatNothingWhenAnInstanceJoinsAndLeaves() throws Exception {
    try (TestStream stream = new TestStream(dir, PARTITIONS)) {
      // Given
      stream.activate("language", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 400);
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          EnrichmentService first = stream.service("a", a.parts())) {
        first.start();
        watch.await(300);

        // When
        try (EnrichmentService second = stream.service("b", b.parts())) {
          second.start();
          watch.awaitMore(300, "results of the second", from("b"));
          watch.awaitMore(100, "results of the first beside it", from("a"));
        }
        watch.awaitMore(300, "results of the first, alone again", from("a"));
        publisher.stop();
        assertThat(first.awaitCaughtUp()).isTrue();
      }

      // Then
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.regressed()).isEmpty();
    }
  }

  @Test
  void shouldNotGoBackWhenAPartitionMovesInTheMiddleOfASwap() throws Exception {
    try (TestStream stream = new TestStream(dir, PARTITIONS);
        ResultsWatch watch = new ResultsWatch(stream)) {
      // Given: a serves version 2, b is still loading it
      stream.with("registry.catchup.timeout.ms", "7000");
      FakeLoader.Gate gate = b.loader.gate(V2);
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          EnrichmentService first = startBoth(stream);
          EnrichmentService second = other) {
        swapOnFirst(stream, watch, gate);

        // When: b takes over what was a's, and is let through after a while
        first.close();
        Eventually.until("b has it all", () -> stream.assignment().equals(Map.of("b-1", 4)));
        Eventually.throughout(
            Duration.ofSeconds(1), "b serves version 1", () -> !TestStream.serves(second, V2));
        gate.open();
        watch.awaitMore(200, "results of b under version 2", by("b", "2"));
        publisher.stop();
        assertThat(second.awaitCaughtUp()).isTrue();
      } finally {
        gate.open();
      }

      // Then
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.regressed()).isEmpty();
      assertThat(IntStream.range(0, PARTITIONS).mapToObj(watch::versions))
          .allSatisfy(versions -> assertThat(versions).isSorted().contains(2));
    }
  }

  @Test
  void shouldSayThatAPartitionWentBackWhenTheNewOwnerCannotCatchUp() throws Exception {
    try (TestStream stream = new TestStream(dir, PARTITIONS);
        ResultsWatch watch = new ResultsWatch(stream)) {
      // Given
      stream.with("registry.catchup.timeout.ms", "500");
      FakeLoader.Gate gate = b.loader.gate(V2);
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      try (publisher;
          EnrichmentService first = startBoth(stream);
          EnrichmentService second = other) {
        swapOnFirst(stream, watch, gate);

        // When: nobody opens the gate
        first.close();
        watch.awaitMore(200, "results of b, which goes on with version 1", by("b", "1"));
        publisher.stop();
        assertThat(second.awaitCaughtUp()).isTrue();
        gate.open();
      } finally {
        gate.open();
      }

      // Then: some partition went back, the audit says so, and every stamp is true
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.regressed())
          .isNotEmpty()
          .allSatisfy(reason -> assertThat(reason).contains("could not catch up"));
      List<List<Integer>> histories =
          IntStream.range(0, PARTITIONS).mapToObj(watch::versions).toList();
      assertThat(histories).anySatisfy(h -> assertThat(h).containsSubsequence(1, 2, 1));
    }
  }

  /** Starts a, which is returned, and b, which is then {@link #other}. */
  private EnrichmentService startBoth(TestStream stream) {
    stream.activate("language", 1);
    EnrichmentService first = stream.service("a", a.parts());
    first.start();
    other = stream.service("b", b.parts());
    other.start();
    return first;
  }

  private static void swapOnFirst(TestStream stream, ResultsWatch watch, FakeLoader.Gate gate)
      throws Exception {
    watch.awaitMore(50, "results of a", from("a"));
    watch.awaitMore(50, "results of b", from("b"));
    stream.activate("language", 2);
    gate.awaitReached();
    watch.awaitMore(100, "results of a under version 2", by("a", "2"));
  }

  private static Predicate<ResultsWatch.Seen> from(String instance) {
    return result -> result.instance().equals(instance);
  }

  private static Predicate<ResultsWatch.Seen> by(String instance, String version) {
    return from(instance).and(result -> result.version().equals(version));
  }

  private static FakeParts parts() {
    FakeParts fakes = new FakeParts();
    fakes.loader.behave(TextModels.taking(Duration.ofMillis(5)));
    return fakes;
  }
}

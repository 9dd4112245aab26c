package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.service.EnrichmentService;
import io.hubstream.testing.Versions;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is closed in mid-stream gives back what it did not finish, and no more. */
@Timeout(240)
class RestartIT {
  @TempDir Path dir;

  /**
   * Guards against a Kafka Streams that no longer calls the commit hook: nothing but close commits
   * here, and nothing but close ends the batch.
   */
  @Test
  void shouldFinishAHalfFullBatchWhenClosed() throws Exception {
    try (TestStream stream = new TestStream(dir, 1)) {
      // Given
      stream
          .with("commit.interval.ms", "60000")
          .with("transaction.timeout.ms", "150000")
          .with("batch.linger.ms", "10000")
          .with("batch.timeout.ms", "10000")
          .with("drain.timeout.ms", "30000");
      stream.activate("language", 1);
      stream.publish(0, 10);
      FakeParts fakes = new FakeParts();
      try (EnrichmentService service = stream.service("a", fakes.parts())) {
        service.start();
        Eventually.until("ten records in flight", () -> fakes.decoded() == 10);
        assertThat(fakes.forwarded()).isZero();

        // When
        service.close();
      }

      // Then
      assertThat(stream.lag()).isZero();
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(10);
      assertThat(fakes.loader.loaded()).allMatch(servable -> servable.closes() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
  void shouldGoOnWhereItStoppedWhenRestartedInMidStream(String guarantee) throws Exception {
    try (TestStream stream = new TestStream(dir, 3).with("processing.guarantee", guarantee)) {
      // Given
      stream.activate("language", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 400);

      // When
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream)) {
        for (int round = 0; round < 4; round++) {
          try (EnrichmentService service = stream.service("a", slowParts().parts())) {
            service.start();
            watch.awaitMore(150, "results of round " + round, result -> true);
          }
        }
      }
      int published = publisher.stop();
      try (EnrichmentService service = stream.service("a", slowParts().parts())) {
        service.start();
        assertThat(service.awaitCaughtUp()).isTrue();
      }

      // Then: a clean close repeats nothing, whatever the guarantee
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(published);
      assertThat(verification.regressed()).isEmpty();
    }
  }

  private static FakeParts slowParts() {
    FakeParts fakes = new FakeParts();
    fakes.loader.behave(Versions.version("language", 1), TextModels.taking(Duration.ofMillis(10)));
    return fakes;
  }
}

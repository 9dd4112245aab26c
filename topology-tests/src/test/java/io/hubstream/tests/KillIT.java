package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service's process is killed, or asked to end, while records flow. */
@Timeout(300)
class KillIT {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration RUN = Duration.ofMillis(5);

  @TempDir Path dir;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void shouldLoseAndRepeatNothingWhenKilledInMidStream() throws Exception {
    killAndRestart(3, 2_000);
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void shouldLoseAndRepeatNothingWhenKilledTenTimes() throws Exception {
    killAndRestart(10, 5_000);
  }

  private void killAndRestart(int rounds, int records) throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      stream.with("transaction.timeout.ms", Long.toString(TRANSACTION_TIMEOUT.toMillis()));
      stream.activate("language", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 200);
      List<Duration> standstills = new ArrayList<>();
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          ServiceProcess service = ServiceProcess.withFakes(stream, dir, "a", RUN).start()) {
        watch.awaitMore(100, "the first results: " + service, result -> true);

        // When
        for (int round = 0; round < rounds; round++) {
          watch.awaitMore(100 + random.nextInt(200), "results before kill " + round, r -> true);
          watch.forgetStandstill();
          service.kill();
          service.start();
          watch.awaitMore(100, "results after kill %d: %s".formatted(round, service), r -> true);
          standstills.add(watch.longestStandstill());
        }
        publisher.await(records);
        publisher.stop();
        stream.awaitNoLag();
        service.terminate(Duration.ofSeconds(20));
      }

      // Then
      Duration longest = standstills.stream().max(Duration::compareTo).orElseThrow();
      System.out.printf(
          "read_committed consumers stood still for at most %d ms; around each kill: %s%n",
          longest.toMillis(), standstills.stream().map(Duration::toMillis).toList());
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("seed %d: %s", seed, verification).isTrue();
      assertThat(verification.counts().results()).isGreaterThanOrEqualTo(records);
      assertThat(longest).as("seed %d", seed).isLessThan(TRANSACTION_TIMEOUT);
    }
  }

  @Test
  void shouldFinishOrGiveBackWhatItTookInWhenAskedToEndUnderLoad() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given: more than it can do
      stream.activate("language", 1);
      stream.publish(0, 4_000);
      try (ResultsWatch watch = new ResultsWatch(stream);
          ServiceProcess service =
              ServiceProcess.withFakes(stream, dir, "a", Duration.ofMillis(50)).start()) {
        watch.awaitMore(200, "the first results: " + service, result -> true);

        // When
        Duration took = service.terminate(Duration.ofSeconds(20));

        // Then
        System.out.printf("ended %d ms after SIGTERM%n", took.toMillis());
        long lag = stream.lag();
        assertThat(lag).isPositive();
        watch.await((int) (4_000 - lag));
        assertThat(stream.verify().faults().missing()).isEqualTo(lag);

        service.start();
        stream.awaitNoLag();
        service.terminate(Duration.ofSeconds(20));
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(4_000);
    }
  }
}

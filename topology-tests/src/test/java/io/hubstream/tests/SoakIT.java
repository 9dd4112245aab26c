package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Minutes of random trouble: two instances are killed, ended and started, models swapped and rolled
 * back, and bad records published; in the end every record has exactly one outcome.
 */
@Tag("soak")
@Timeout(600)
class SoakIT {
  private static final Duration TROUBLE = Duration.ofMinutes(4);
  private static final int ONE_IN = 50;

  @TempDir Path dir;
  private final long seed = Long.getLong("test.soak.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Integer> done = new TreeMap<>();

  @Test
  void shouldGiveEveryRecordOneOutcomeWhateverHappens() throws Exception {
    System.out.println("soak with -Dtest.soak.seed=" + seed);
    try (TestStream stream = new TestStream(dir, 4)) {
      // Given
      stream.activate("language", 1);
      stream.activate("topics", 1);
      SteadyPublisher publisher = new SteadyPublisher(stream, 150, SoakIT::text);
      Duration longest;
      try (publisher;
          ResultsWatch watch = new ResultsWatch(stream);
          ServiceProcess a =
              ServiceProcess.withFakes(stream, dir, "a", Duration.ofMillis(5)).start();
          ServiceProcess b =
              ServiceProcess.withFakes(stream, dir, "b", Duration.ofMillis(8)).start()) {
        watch.await(100);
        watch.forgetStandstill();

        // When
        long end = System.nanoTime() + TROUBLE.toNanos();
        while (System.nanoTime() < end) {
          trouble(stream, List.of(a, b));
          watch.awaitMore(
              50 + random.nextInt(300),
              "results after %s, seed %d: %s %s".formatted(done, seed, a, b),
              result -> true);
        }
        longest = watch.longestStandstill();
        publisher.stop();
        stream.awaitNoLag();
        endIfAlive(a);
        endIfAlive(b);
      }

      // Then
      Verification verification = stream.verify();
      System.out.printf(
          "soak: %s, %s, %d partitions went back, no result for at most %d ms%n",
          done, verification.counts(), verification.regressed().size(), longest.toMillis());
      assertThat(verification.holdsExactlyOnce()).as("seed %d: %s", seed, verification).isTrue();
      assertThat(verification.counts().deadLetters()).isPositive();
      assertThat(verification.counts().deletions())
          .isEqualTo((long) done.getOrDefault("deletion", 0));
    }
  }

  private void trouble(TestStream stream, List<ServiceProcess> services) throws Exception {
    ServiceProcess one = services.get(random.nextInt(services.size()));
    if (!one.isAlive()) {
      did("start");
      one.start();
      return;
    }
    boolean bothAlive = services.stream().allMatch(ServiceProcess::isAlive);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        did("kill");
        one.kill();
        if (!bothAlive || random.nextBoolean()) {
          one.start();
        }
      }
      case 2 -> {
        did("end");
        one.terminate(Duration.ofSeconds(20));
        if (!bothAlive || random.nextBoolean()) {
          one.start();
        }
      }
      case 3 -> {
        did("kill both");
        for (ServiceProcess service : services) {
          service.close();
        }
        services.forEach(ServiceProcess::start);
      }
      case 4, 5 -> {
        did("swap");
        stream.activate(random.nextBoolean() ? "language" : "topics", 1 + random.nextInt(9));
      }
      case 6 -> rollback(stream);
      default -> badRecords(stream);
    }
  }

  private void rollback(TestStream stream) throws InterruptedException {
    try {
      stream
          .registry()
          .rollback("language", Optional.empty(), new RegistryPublisher.Request("soak", "worse"));
      did("rollback");
    } catch (RegistryRefusedException e) {
      did("rollback to nothing");
    }
  }

  private void badRecords(TestStream stream) {
    did("deletion");
    byte[] key = TestStream.bytes("steady-" + random.nextInt(100));
    stream.send(new ProducerRecord<>(stream.topics.content(), key, null));
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    stream.send(new ProducerRecord<>(stream.topics.content(), key, noise));
  }

  private static void endIfAlive(ServiceProcess service) throws InterruptedException {
    if (service.isAlive()) {
      service.terminate(Duration.ofSeconds(20));
    }
  }

  private void did(String what) {
    done.merge(what, 1, Integer::sum);
  }

  private static String text(int number) {
    return number % ONE_IN == ONE_IN - 1
        ? "number %d is %s".formatted(number, TextModels.POISON)
        : "text number " + number;
  }
}

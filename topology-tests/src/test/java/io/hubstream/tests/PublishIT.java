package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.cli.Main;
import io.hubstream.testing.TestModels;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new version is published from the command line while the service runs under load. */
@Timeout(240)
class PublishIT {
  private static final int PER_SECOND = 100;

  /** As wide as they have to be for five megabytes of weights. */
  private static final int CLASSES = 1_250;

  private static final int DIMENSION = 1_000;

  @TempDir Path dir;

  @Test
  void shouldStampResultsWithAVersionSoonAfterAPersonPublishesIt() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      packageModel(1);
      Path second = packageModel(2);
      assertThat(publish(stream, 1).start().awaitExit()).isZero();
      SteadyPublisher publisher = new SteadyPublisher(stream, PER_SECOND);
      try (publisher;
          ServiceProcess service = ServiceProcess.ofTheCommand(stream, dir, "a");
          ServiceProcess publishing = publish(stream, 2);
          ResultsWatch watch = new ResultsWatch(stream)) {
        service.start();
        watch.awaitMore(
            300, "results of version 1: " + service, seen -> seen.version().equals("1"));

        // When
        long start = System.nanoTime();
        assertThat(publishing.start().awaitExit()).as("%s", publishing).isZero();
        long published = System.nanoTime();
        watch.awaitMore(
            100, "results of version 2: " + service, seen -> seen.version().equals("2"));

        // Then
        long first = watch.firstOf("2");
        Duration sinceDesired = Duration.between(desiredAt(stream), clockAt(first));
        System.out.printf(
            "model of %.1f MB: first result %.2f s after `model publish --activate` was started (the"
                + " command took %.2f s itself), %.2f s after the registry had it%n",
            bytes(second) / 1e6,
            (first - start) / 1e9,
            (published - start) / 1e9,
            sinceDesired.toMillis() / 1e3);
        int records = publisher.stop();
        watch.await(records);
        service.terminate(Eventually.LIMIT);
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.swaps())
          .singleElement()
          .satisfies(s -> assertThat(s.toVersion()).isEqualTo("2"));
    }
  }

  private static Instant desiredAt(TestStream stream) {
    return stream
        .registrySnapshot()
        .model("letters")
        .map(accepted -> accepted.state().change().at())
        .orElseThrow();
  }

  private static Instant clockAt(long nanos) {
    return Instant.now().minusNanos(System.nanoTime() - nanos);
  }

  private Path packageModel(int version) throws IOException {
    Path export = TestModels.text(dir.resolve("export-" + version), CLASSES, DIMENSION, version);
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    int status =
        Main.run(
            writer,
            writer,
            "model",
            "package",
            export.toString(),
            "--model",
            "letters",
            "--version",
            Integer.toString(version));
    assertThat(status).as("%s", out).isZero();
    return export;
  }

  private ServiceProcess publish(TestStream stream, int version) {
    return ServiceProcess.ofAPerson(
        stream,
        dir,
        "publish-" + version,
        "model",
        "publish",
        dir.resolve("export-" + version).toString(),
        "--store",
        dir.resolve("store").toString(),
        "--activate");
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}

package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.cli.Main;
import io.hubstream.service.StartPhase;
import io.hubstream.testing.TestModels;
import io.hubstream.verify.Verification;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubstream run} in a process of its own, with a model that TensorFlow runs. */
@Timeout(240)
class RunCommandIT {
  private static final int RECORDS = 6_000;

  @TempDir Path dir;

  @Test
  void shouldEndInTimeOnSigtermUnderLoadAndFinishInBatchMode() throws Exception {
    try (TestStream stream =
        new TestStream(dir, 2).with("batch.max.size", "4").with("inference.concurrency", "1")) {
      // Given: more than it can do
      Path report = dir.resolve("start.json");
      ServiceProcess service = ServiceProcess.ofTheCommand(stream, dir, "a");
      activate(TestModels.text(dir.resolve("export"), 3, 4, 1), service.settings());
      stream.publish(0, RECORDS);
      try (service;
          ResultsWatch watch = new ResultsWatch(stream)) {
        service.start();
        watch.awaitMore(100, "the first results: " + service, result -> true);

        // When
        Duration took = service.terminate(Duration.ofSeconds(20));

        // Then
        long lag = stream.lag();
        System.out.printf("ended %d ms after SIGTERM, lag %d%n", took.toMillis(), lag);
        assertThat(lag).isPositive();
        watch.await((int) (RECORDS - lag));
        assertThat(stream.verify().faults().missing()).isEqualTo(lag);
      }
      try (ServiceProcess batch =
          ServiceProcess.ofTheCommand(
              stream, dir, "a", "--until-caught-up", "--start-report", report.toString())) {
        assertThat(batch.start().awaitExit()).as("%s", batch).isZero();
      }
      for (StartPhase phase : StartPhase.values()) {
        assertThat(Files.readString(report)).contains('"' + phase.field() + '"');
      }
      Verification verification = stream.verify();
      assertThat(verification.holdsExactlyOnce()).as("%s", verification).isTrue();
      assertThat(verification.counts().results()).isEqualTo(RECORDS);
    }
  }

  private void activate(Path export, Path settings) {
    run("model", "package", export.toString(), "--model", "letters", "--version", "1");
    run(
        "model",
        "publish",
        export.toString(),
        "--store",
        dir.resolve("store").toString(),
        "--activate",
        "-c",
        settings.toString());
  }

  private static void run(String... command) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    assertThat(Main.run(writer, writer, command)).as("%s", out).isZero();
  }
}

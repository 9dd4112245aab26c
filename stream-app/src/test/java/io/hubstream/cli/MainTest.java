package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Stream<String> commands() {
    return Stream.of(
        "demo",
        "bench",
        "bench latency",
        "bench scale",
        "bench start",
        "prepare",
        "broker",
        "run",
        "publish",
        "tail",
        "config",
        "doctor",
        "model inspect",
        "model try",
        "model package",
        "model gate",
        "model import",
        "model publish",
        "model watch",
        "model activate",
        "model rollback",
        "model retire",
        "model keygen",
        "model promote",
        "model freeze",
        "model unfreeze",
        "model status",
        "model history",
        "audit why",
        "audit affected",
        "env lock",
        "env diff");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldHaveHelpWithAnExample(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();

    assertThat(out.toString()).contains("Usage: hubstream " + command, "Example");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldExitWithTwoAndSuggestWhenTheCommandIsMisspelt() {
    assertThat(run("confi")).isEqualTo(2);

    assertThat(err.toString()).contains("Did you mean", "config", "--help");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "bench --json scale|--json before 'scale' would have no effect",
        "bench --rounds 2 -X latency --json|--rounds, --verbose before 'latency'",
        "model -c x.properties promote a 1 --to p --key k|as in 'hubstream model COMMAND -c'",
        "model -c x.properties promote a 1|as in 'hubstream model promote -c'",
        "model --json list|as in 'hubstream model COMMAND --json'",
        "-c x.properties run|as in 'hubstream COMMAND -c'"
      })
  void shouldRefuseOptionsThatStandBeforeASubcommand(String line, String said) {
    assertThat(run(line.split(" "))).isEqualTo(2);

    assertThat(err.toString()).contains(said, "--help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldShowTheHelpOfTheCommandThatItWasAskedOf() {
    assertThat(run("bench", "--help", "scale")).isZero();

    assertThat(out.toString()).contains("Usage: hubstream bench [");
  }

  @Test
  void shouldListEveryProblemAndExitWithTwoWhenTheServiceIsStartedWithABrokenFile()
      throws IOException {
    // Given
    Path file =
        Files.writeString(
            dir.resolve("service.properties"),
            """
            bootstrap.servers = nowhere
            batch.max.sise = 32
            drain.timeout.ms = 60000
            http.port = eighty
            """);

    // When
    int code = run("run", "--config", file.toString());

    // Then
    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("4 problems")
        .contains("bootstrap.servers = nowhere")
        .contains("did you mean batch.max.size?")
        .contains("must be below half of transaction.timeout.ms")
        .contains("http.port = eighty")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void shouldSayWhichBrokersAreMeantToBeGivenWhenNoneAre() {
    assertThat(run("model", "status")).isEqualTo(2);

    assertThat(err.toString()).contains("--bootstrap-server");
  }

  @Test
  void shouldExitWithTwoWhenAFileIsNotThere() {
    assertThat(run("config", "--check", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(run("publish", "-b", "localhost:1", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file or folder");
  }

  @Test
  void shouldExitWithTwoWhenASettingsFileCannotBeRead() throws IOException {
    Path latin = Files.write(dir.resolve("latin.properties"), new byte[] {'a', '=', (byte) 0xe4});

    assertThat(run("run", "--config", dir.toString())).isEqualTo(2);
    assertThat(run("config", "--check", latin.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(dir + " cannot be read", "not UTF-8");
  }

  @Test
  void shouldNameTheTopicsWhenTailIsAskedForAnother() {
    assertThat(run("tail", "-b", "localhost:1", "letters")).isEqualTo(2);

    assertThat(err.toString()).contains("enriched, audit, dead-letters, registry, not letters");
  }

  @Test
  void shouldExitWithTwoWhenANumberMakesNoSense() {
    assertThat(run("publish", "-b", "localhost:1", "--claim-check-above", "-1", dir.toString()))
        .isEqualTo(2);
    assertThat(run("tail", "-b", "localhost:1", "--max", "0", "enriched")).isEqualTo(2);
  }

  @Test
  void shouldExitWithTwoAndSayWhatThereIsWhenAMeasurementMakesNoSense() {
    assertThat(run("bench", "--arms", "bare,naked")).isEqualTo(2);
    assertThat(run("bench", "--sample", "films")).isEqualTo(2);
    assertThat(run("bench", "--rounds", "0")).isEqualTo(2);
    assertThat(run("bench", "--duration", "0")).isEqualTo(2);
    assertThat(run("bench", "--warm-up", "-1")).isEqualTo(2);
    assertThat(run("bench", "--threads", "0")).isEqualTo(2);
    assertThat(run("bench", "--partitions", "65")).isEqualTo(2);
    assertThat(run("bench", "--set", "batch.max.sise=1")).isEqualTo(2);
    assertThat(run("bench", "--models", dir.resolve("none").toString())).isEqualTo(2);

    assertThat(err.toString())
        .contains("no arm 'naked'", "record-at-a-time", "no sample 'films'", "small-pictures")
        .contains("--rounds", "--duration", "--threads", "--partitions", "batch.max.size")
        .contains("there is no folder");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldTakeJvmOptionsThatLookLikeItsOwn() {
    assertThat(run("bench", "--arm-jvm-options", "-Xmx1g -XX:+UseSerialGC", "--rounds", "0"))
        .isEqualTo(2);
    assertThat(run("bench", "--arm-jvm-options=-XX:+UseSerialGC", "--rounds", "0")).isEqualTo(2);
    assertThat(run("bench", "--arm-jvm-options")).isEqualTo(2);

    assertThat(err.toString())
        .contains("--rounds", "--arm-jvm-options needs JVM options")
        .doesNotContain("Expected parameter");
  }

  @Test
  void shouldExitWithTwoWhenAMeasurementOfGrowthMakesNoSense() {
    assertThat(run("bench", "scale", "--series", "backlog,models,words")).isEqualTo(2);
    assertThat(run("bench", "scale", "--rounds", "0")).isEqualTo(2);
    assertThat(run("bench", "scale", "--records", "999")).isEqualTo(2);
    assertThat(run("bench", "scale", "--warm-up", "-1")).isEqualTo(2);
    assertThat(run("bench", "scale", "--set", "batch.max.sise=1")).isEqualTo(2);

    assertThat(err.toString())
        .contains("there is no series 'words'; there are [backlog, partitions, models, instances]")
        .contains("--records and --most-records 1000 or more", "--warm-up", "batch.max.size");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldExitWithTwoWhenAMeasurementOfLatencyMakesNoSense() {
    assertThat(run("bench", "latency", "--rates", "50,0")).isEqualTo(2);
    assertThat(run("bench", "latency", "--rates", "half")).isEqualTo(2);
    assertThat(run("bench", "latency", "--capacity", "0")).isEqualTo(2);
    assertThat(run("bench", "latency", "--arrivals", "never")).isEqualTo(2);
    assertThat(run("bench", "latency", "--swap-every", "0")).isEqualTo(2);
    assertThat(run("bench", "latency", "--swaps", "-1")).isEqualTo(2);
    assertThat(run("bench", "latency", "--set", "batch.max.sise=1")).isEqualTo(2);

    assertThat(err.toString())
        .contains("--rates must be percents", "'half'", "--capacity", "POISSON", "--swap-every")
        .contains("batch.max.size");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldMakeAPairAndPrintNoSecret() throws IOException {
    Path key = dir.resolve("key.pem");

    assertThat(run("model", "keygen", "--out", key.toString())).isZero();
    assertThat(run("model", "keygen", "--out", key.toString())).isEqualTo(1);

    String secret = Files.readString(key).lines().toList().get(1);
    assertThat(out + "" + err)
        .contains("ed25519:", "key.pem.pub", "environment.public.keys", "is there already")
        .doesNotContain(secret);
  }

  @Test
  void shouldExitWithTwoAndShowNoSecretWhenAKeyToPromoteWithIsNone() throws IOException {
    Path key = dir.resolve("key.pem");
    run("model", "keygen", "--out", key.toString());
    String secret = Files.readString(key).lines().toList().get(1);
    Path bare = Files.writeString(dir.resolve("bare.pem"), secret);

    for (String place :
        List.of(key + ".pub", bare.toString(), dir.resolve("none").toString(), "env:NO_SUCH_KEY")) {
      assertThat(promote("--key", place)).isEqualTo(2);
    }
    assertThat(promote("--key", key.toString(), "--expires", "soon")).isEqualTo(2);
    assertThat(promote("--key", key.toString(), "--expires", "0d")).isEqualTo(2);

    assertThat(out + "" + err)
        .contains("it holds a PUBLIC KEY, but a PRIVATE KEY is wanted")
        .contains("no PEM block", "there is no file", "NO_SUCH_KEY is not set", "12h, 90d")
        .doesNotContain(secret);
  }

  private int promote(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("model", "promote", "m", "1", "--to", "production", "-b", "localhost:1", "-X"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  @Test
  void shouldExitWithTwoWhenAFreezeDoesNotSayWhatOrWhy() {
    assertThat(run("model", "freeze", "-b", "localhost:1", "--reason", "x")).isEqualTo(2);
    assertThat(run("model", "freeze", "m", "--all", "-b", "localhost:1", "--reason", "x"))
        .isEqualTo(2);
    assertThat(run("model", "freeze", "m", "-b", "localhost:1")).isEqualTo(2);

    assertThat(err.toString()).contains("name one MODEL, or give --all", "--reason TEXT");
  }

  @Test
  void shouldSayHowToGoLiveWhenProductionIsToActivateWhatNobodyApproved() throws IOException {
    run("model", "keygen", "--out", dir.resolve("key.pem").toString());
    Path config =
        Files.writeString(
            dir.resolve("production.properties"),
            """
            bootstrap.servers = localhost:1
            environment = production
            environment.public.keys = %s
            environment.artifact.roots = %s
            """
                .formatted(dir.resolve("key.pem.pub"), dir));

    assertThat(run("model", "activate", dir.toString(), "-c", config.toString())).isEqualTo(2);
    assertThat(
            run(
                "model",
                "publish",
                dir.toString(),
                "--store",
                dir.resolve("s").toString(),
                "--activate",
                "-c",
                config.toString()))
        .isEqualTo(2);

    assertThat(err.toString()).contains("hubstream model promote NAME VERSION --to production");
  }

  @Test
  void shouldExitWithTwoWhenARollbackNamesNoReason() {
    assertThat(run("model", "rollback", "scenes", "-b", "localhost:1")).isEqualTo(2);
    assertThat(run("model", "rollback", "scenes", "-b", "localhost:1", "--reason", " "))
        .isEqualTo(2);

    assertThat(err.toString()).contains("a rollback needs --reason TEXT");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldSayHowToPackageWhenAFolderToPublishIsNot() {
    assertThat(run("model", "publish", "--store", dir.resolve("s").toString(), dir.toString()))
        .isEqualTo(1);

    assertThat(err.toString()).contains("hubstream model package " + dir);
  }

  @Test
  void shouldExitWithOneAndTheReasonWhenAFolderIsNoModel() {
    assertThat(run("model", "inspect", dir.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("saved_model.pb").doesNotContain("\tat ");
  }

  @Test
  void shouldShowWhereAFailureCameFromWhenVerbose() {
    assertThat(run("model", "inspect", "--verbose", dir.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void shouldPrintTheSettingsAsOneJsonObject() throws IOException {
    assertThat(run("config", "--json")).isZero();

    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("settings").size()).isGreaterThan(40);
    assertThat(json.get("settings").get(0).get("key").asText()).isEqualTo("bootstrap.servers");
  }

  @Test
  void shouldAcceptASettingsFileThatHolds() throws IOException {
    Path file =
        Files.writeString(dir.resolve("ok.properties"), "bootstrap.servers = localhost:9092\n");

    assertThat(run("config", "--check", file.toString())).isZero();
    assertThat(out.toString()).contains("is valid");
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}

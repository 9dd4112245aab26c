package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.environment.LockFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvCommandsTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path lock = Path.of("");

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @BeforeEach
  void writesALock() {
    lock = dir.resolve("environment.json");
    assertThat(run("env", "lock", "--set", "inference.device=cpu", "--out", lock.toString()))
        .as("%s", err)
        .isZero();
  }

  @Test
  void shouldFindTheEnvironmentThatItHasLocked() {
    String digest = out.toString().strip();

    int code = run("env", "diff", lock.toString(), "--here", "--set", "inference.device=cpu");

    assertThat(code).as("%s%s", out, err).isZero();
    assertThat(out.toString()).contains("the same", digest);
  }

  @Test
  void shouldListWhatDiffersAsATableAndAsJson() throws IOException {
    String[] diff = {
      "env", "diff", lock.toString(), "--set", "inference.device=cpu", "--set", "result.top.k=9"
    };

    assertThat(run(diff)).isEqualTo(1);
    assertThat(out.toString().lines())
        .hasSize(2)
        .last()
        .asString()
        .matches("setting.result.top.k +5 +9");

    String[] asJson = Arrays.copyOf(diff, diff.length + 1);
    asJson[diff.length] = "--json";
    assertThat(run(asJson)).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.get("same").asBoolean()).isFalse();
    assertThat(json.at("/differences/0/fact").asText()).isEqualTo("setting.result.top.k");
    assertThat(json.at("/differences/0/second").asText()).isEqualTo("9");
  }

  @Test
  void shouldCompareTwoLocks() {
    Path other = dir.resolve("other.json");
    run(
        "env",
        "lock",
        "--set",
        "inference.device=cpu",
        "--set",
        "batch.max.size=8",
        "-o",
        other.toString());

    assertThat(run("env", "diff", lock.toString(), lock.toString())).isZero();
    assertThat(run("env", "diff", lock.toString(), other.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("other.json", "batch");
    assertThat(run("env", "diff", lock.toString(), other.toString(), "--here")).isEqualTo(2);
  }

  @Test
  void shouldExitWithTwoWhenThereIsNoLock() throws IOException {
    Path broken = Files.writeString(dir.resolve("broken.json"), "{}");

    assertThat(run("env", "diff", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(run("env", "diff", broken.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is no environment lock", "env lock --out");
  }

  @Test
  void shouldRefuseToRunInAnotherEnvironmentAndListEveryDifference() {
    int code = service("--set", "batch.max.size=8", "--set", "result.top.k=9");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "setting.batch.max.size: locked 32, here 8",
            "setting.batch.allowed.sizes: ",
            "setting.result.top.k: locked 5, here 9",
            "--ignore-environment");
  }

  @Test
  void shouldRefuseToRunWhenTheLockIsNotThere() {
    int code = service("--set", "environment.lock=" + dir.resolve("none.json"));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("none.json", "there is no such file", "env lock --out");
  }

  @Test
  void shouldRefuseInProductionAloneWhenEnforcingIsLeftToIt() throws IOException {
    // Given
    HubstreamConfig config = config("result.top.k", "9");

    // When, Then
    assertThatThrownBy(() -> EnvironmentCheck.digest(config, true, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("setting.result.top.k: locked 5, here 9");
    assertThat(EnvironmentCheck.digest(config, false, false)).isPresent();
  }

  @Test
  void shouldKnowTheEnvironmentAllTheSameWhenTheDifferenceIsIgnored() throws IOException {
    // Given
    String locked = LockFile.read(lock).environmentDigest();
    HubstreamConfig another = config("result.top.k", "9");
    HubstreamConfig unlocked = config("environment.lock", dir.resolve("none.json").toString());

    // When, Then
    assertThat(EnvironmentCheck.digest(another, true, true)).isPresent().get().isNotEqualTo(locked);
    assertThat(EnvironmentCheck.digest(unlocked, true, true)).contains(locked);
    assertThat(EnvironmentCheck.digest(config("result.top.k", "5"), true, false)).contains(locked);
    assertThat(EnvironmentCheck.digest(config("environment.lock", ""), true, false)).isEmpty();
  }

  private HubstreamConfig config(String key, String value) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", "localhost:1");
    settings.put("inference.device", "cpu");
    settings.put("environment.lock", lock.toString());
    settings.put(key, value);
    return ConfigLoader.of(settings);
  }

  private int service(String... more) {
    String[] own = {
      "run",
      "-b",
      "localhost:1",
      "--set",
      "inference.device=cpu",
      "--set",
      "http.port=-1",
      "--set",
      "instance.id=env-test",
      "--set",
      "state.dir=" + dir.resolve("state"),
      "--set",
      "models.cache.dir=" + dir.resolve("cache"),
      "--set",
      "environment.lock=" + lock,
      "--set",
      "environment.lock.enforce=true"
    };
    String[] args = Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, args, own.length, more.length);
    return run(args);
  }
}

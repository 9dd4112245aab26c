package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code hubstream}, with a Java and a Maven that only tell how they were called. */
class LauncherTest {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final String TELL =
      """
      #!/bin/sh
      case $1 in -version) echo 'openjdk version "17.0.1"' >&2; exit ;; esac
      for word; do echo "$word"; done
      echo "cuda cache: ${CUDA_CACHE_PATH:-}"
      echo "tf32: ${NVIDIA_TF32_OVERRIDE:-}"
      """;

  /** Builds what the launcher looks for, and counts how often. */
  private static final String BUILD =
      """
      #!/bin/sh
      echo "$*" >>built
      mkdir -p stream-app/target/quick/hubstream/lib
      : >stream-app/target/quick/hubstream/lib/hubstream-stream-app-1.jar
      """;

  @TempDir Path dir;

  private Path home;

  @BeforeEach
  void copyScript() throws IOException {
    assumeThat(SHELL).as("no POSIX shell").exists();
    home = Files.createDirectories(dir.resolve("with a space").resolve("home")).toRealPath();
    script(home.resolve("hubstream"), Files.readString(source()));
  }

  @Test
  void shouldRunABundleWithNothingOfTheSystem() throws Exception {
    bundle();

    List<String> told = run(Map.of("HOME", "/somewhere"), "doctor", "two words");

    assertThat(told)
        .containsSubsequence(
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-Dorg.bytedeco.javacpp.cachedir=/somewhere/.cache/hubstream",
            "-Dhubstream.cache=/somewhere/.cache/hubstream",
            "-cp",
            home + "/natives:" + home + "/lib/*",
            "-Duser.home=/somewhere",
            "-Dhubstream.starter.models=" + home + "/models",
            "io.hubstream.cli.Main",
            "doctor",
            "two words",
            "cuda cache: /somewhere/.cache/hubstream/cuda",
            "tf32: 0");
  }

  @Test
  void shouldWriteWhereItIsToldWhenABundleRuns() throws Exception {
    bundle();

    List<String> told = run(Map.of("HUBSTREAM_CACHE", "/c", "NVIDIA_TF32_OVERRIDE", "1"));

    assertThat(told)
        .contains(
            "-Dorg.bytedeco.javacpp.cachedir=/c",
            "-Dhubstream.cache=/c",
            "cuda cache: /c/cuda",
            "tf32: 1",
            "-Duser.home=/tmp/hubstream");
  }

  @Test
  void shouldTakeTheBundlesOwnJavaAndNoOther() throws Exception {
    bundle();

    assertThat(run(Map.of("JAVA_HOME", "/no/java"), "doctor")).contains("doctor");
  }

  @Test
  void shouldRunAnotherMainClassForTheScriptsBesideIt() throws Exception {
    bundle();

    List<String> told =
        run(Map.of("HUBSTREAM_MAIN", "org.Other", "HUBSTREAM_CLASSES", "/t/*"), "x");

    assertThat(told)
        .contains("org.Other", home + "/natives:" + home + "/lib/*:/t/*")
        .doesNotContain("io.hubstream.cli.Main");
  }

  @Test
  void shouldBuildAgainWhenOnlyTheBuildOptionsChange() throws Exception {
    sourceTree();

    run(path(), "doctor");
    run(path(), "doctor");
    assertThat(builds()).hasSize(1);
    run(path("-Pgpu"), "doctor");
    run(path("-Pgpu"), "doctor");
    assertThat(builds()).hasSize(2);
    assertThat(builds().get(1)).contains("-Pgpu");
    List<String> told = run(path(), "doctor");

    assertThat(builds()).hasSize(3);
    assertThat(told).contains("io.hubstream.cli.Main", "doctor");
    assertThat(told).contains(home + "/stream-app/target/quick/hubstream/lib/*");
  }

  @Test
  void shouldTakeAFullBuildOnlyWhenNoBuildOptionsAreWanted() throws Exception {
    sourceTree();
    Path lib = Files.createDirectories(home.resolve("stream-app/target/hubstream/lib"));
    Files.createFile(lib.resolve("hubstream-stream-app-1.jar"));

    run(path(), "doctor");
    assertThat(home.resolve("built")).doesNotExist();
    run(path("-Pgpu"), "doctor");

    assertThat(builds()).hasSize(1);
  }

  private void bundle() throws IOException {
    script(home.resolve("runtime/bin/java"), TELL);
    Files.writeString(
        home.resolve("runtime/release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\n");
  }

  private void sourceTree() throws IOException {
    for (String file :
        List.of("pom.xml", "schemas/pom.xml", "stream-app/pom.xml", ".mvn/jvm.config")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.createFile(home.resolve(file));
    }
    Files.createDirectories(home.resolve("schemas/src/main"));
    Files.createDirectories(home.resolve("stream-app/src/main"));
    script(home.resolve("mvnw"), BUILD);
    script(home.resolve("jdk/bin/java"), TELL);
    script(home.resolve("jdk/bin/javac"), TELL);
  }

  private Map<String, String> path(String... options) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    if (options.length > 0) {
      environment.put("HUBSTREAM_BUILD_OPTS", String.join(" ", options));
    }
    return environment;
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(home.resolve("built"));
  }

  /**
   * Runs the script with this environment and nothing else; in a bundle there is not even a PATH.
   */
  private List<String> run(Map<String, String> environment, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("hubstream").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", "");
    builder.environment().putAll(environment);
    Process process = builder.redirectError(dir.resolve("err").toFile()).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(dir.resolve("err"))).isZero();
    return told.lines().toList();
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Path source() {
    Path here = Path.of("").toAbsolutePath();
    Path module = here.resolve("hubstream");
    return Files.isRegularFile(module) ? module : here.resolveSibling("hubstream");
  }
}

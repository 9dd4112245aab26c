package io.hubstream.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path dir;

  @Test
  void shouldSpeakToItsChildAndEndItAtClose() throws Exception {
    // Given
    ChildJvm child = start();
    ProcessHandle process = ProcessHandle.of(child.pid()).orElseThrow();

    // When
    child.send("hello");
    String answer = child.await(LIMIT);
    child.send("hang");
    boolean silent = child.poll(SHORT).isEmpty();
    child.close();

    // Then
    assertThat(answer).isEqualTo("hello");
    assertThat(silent).isTrue();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldShowTheEndOfTheLogWhenTheChildFails() throws Exception {
    try (ChildJvm child = start()) {
      child.send("fail");

      assertThatThrownBy(() -> child.await(LIMIT))
          .isInstanceOf(ChildFailedException.class)
          .hasMessageContaining("'echo' ended with 3")
          .hasMessageContaining("a library prints this")
          .hasMessageContaining("the last words");
    }
  }

  @Test
  void shouldEndWhenItsParentIsKilled() throws Exception {
    // Given
    Process parent =
        new ProcessBuilder(
                Stream.concat(
                        ChildOptions.command(EchoParent.class, List.of()).stream(),
                        Stream.of(dir.resolve("echo.log").toString()))
                    .toList())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ProcessHandle child;
    try (BufferedReader reader = parent.inputReader()) {
      child = ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();

      // When
      parent.destroyForcibly().waitFor();
    }

    // Then
    child.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void shouldInheritOptionsButNotAnAgentARecordingOrAClassArchive() {
    assertThat(
            ChildOptions.inherited(
                List.of(
                    "-Xmx1g",
                    "-javaagent:a.jar",
                    "-agentlib:jdwp=transport=dt_socket",
                    "-XX:StartFlightRecording=filename=a.jfr",
                    "-XX:SharedArchiveFile=a.jsa",
                    "-Dkey=value")))
        .containsExactly("-Xmx1g", "-Dkey=value");
  }

  private ChildJvm start() throws Exception {
    return ChildJvm.start("echo", EchoProcess.class, List.of(), dir.resolve("echo.log"));
  }
}

package io.hubstream.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandChildTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path dir;

  /** What the child runs: says what it was given, and ends with it. */
  static final class Parrot {
    private Parrot() {}

    public static void main(String[] args) throws InterruptedException {
      System.out.println("called with " + String.join(" ", args));
      if (args[0].equals("hang")) {
        Thread.sleep(LIMIT.toMillis());
      }
      System.exit(Integer.parseInt(args[0]));
    }
  }

  @Test
  void shouldWaitForACommandThatSucceeds() throws Exception {
    Instant before = Instant.now();
    try (CommandChild child = start("0", "more")) {
      child.awaitSuccess(LIMIT);

      assertThat(child.startedAt()).isBetween(before, Instant.now());
    }
    assertThat(Files.readString(dir.resolve("log"))).contains("called with 0 more");
  }

  @Test
  void shouldShowTheLogWhenTheCommandFails() throws Exception {
    try (CommandChild child = start("3")) {
      assertThatThrownBy(() -> child.awaitSuccess(LIMIT))
          .isInstanceOf(ChildFailedException.class)
          .hasMessageContaining("'parrot' ended with 3")
          .hasMessageContaining("called with 3");
      assertThatThrownBy(child::requireAlive).isInstanceOf(ChildFailedException.class);
    }
  }

  @Test
  void shouldEndACommandThatHangs() throws Exception {
    CommandChild child = start("hang");
    child.requireAlive();

    child.close();

    assertThatThrownBy(child::requireAlive).isInstanceOf(ChildFailedException.class);
  }

  private CommandChild start(String... arguments) throws Exception {
    return CommandChild.start(
        "parrot", Parrot.class, List.of(), List.of(arguments), dir.resolve("log"));
  }
}

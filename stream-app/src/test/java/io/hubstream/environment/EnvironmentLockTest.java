package io.hubstream.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.environment.EnvironmentLock.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentLockTest {
  @TempDir Path dir;

  private static EnvironmentLock lock(Map<String, String> facts) {
    return new EnvironmentLock(new TreeMap<>(facts));
  }

  @Test
  void shouldListEveryDifferenceByName() {
    // Given
    EnvironmentLock first = lock(Map.of("a", "1", "b", "2", "c", "3"));
    EnvironmentLock second = lock(Map.of("a", "1", "b", "4", "d", "5"));

    // When, Then
    assertThat(first.differencesTo(second))
        .containsExactly(
            new Difference("b", Optional.of("2"), Optional.of("4")),
            new Difference("c", Optional.of("3"), Optional.empty()),
            new Difference("d", Optional.empty(), Optional.of("5")));
    assertThat(first.differencesTo(lock(first.facts()))).isEmpty();
  }

  @Test
  void shouldHaveOneDigestForEqualEnvironmentsAlone() {
    String digest = lock(Map.of("a", "1", "b", "2")).environmentDigest();

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(lock(Map.of("b", "2", "a", "1")).environmentDigest()).isEqualTo(digest);
    assertThat(lock(Map.of("a", "1", "b", "3")).environmentDigest()).isNotEqualTo(digest);
    assertThat(lock(Map.of("a", "1b", "b", "2")).environmentDigest()).isNotEqualTo(digest);
    assertThat(lock(Map.of("a", "1")).environmentDigest()).isNotEqualTo(digest);
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    EnvironmentLock lock = lock(Map.of("a", "1 \u00fc \"x\"", "b", ""));

    Path file = write(LockFile.json(lock).toPrettyString());

    assertThat(LockFile.read(file)).isEqualTo(lock);
  }

  @Test
  void shouldRefuseALockThatWasChangedByHand() throws IOException {
    String text = LockFile.json(lock(Map.of("driver.version", "570.1"))).toString();
    Path file = write(text.replace("570.1", "580.0"));

    assertThatThrownBy(() -> LockFile.read(file))
        .isInstanceOf(LockFileException.class)
        .hasMessageContaining("changed by hand")
        .hasMessageContaining("env lock --out " + file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"format\":2,\"environmentDigest\":\"x\",\"facts\":{}}"
      })
  void shouldRefuseWhatIsNoLock(String text) throws IOException {
    Path file = write(text);

    assertThatThrownBy(() -> LockFile.read(file))
        .isInstanceOf(LockFileException.class)
        .hasMessageContaining(file + " is no environment lock");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("environment.json"), text);
  }
}

package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.signing.KeyFiles;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {
  private final SigningKey key = SigningKey.generate();

  @TempDir private Path dir;

  @Test
  void shouldReadAKeyFromAFileOrFromTheEnvironment() throws IOException {
    Path file = dir.resolve("key.pem");
    KeyFiles.write(file, key);
    Map<String, String> environment = Map.of("KEY", key.secretPem().replace("\n", " "));

    assertThat(KeySource.read(file.toString(), environment::get).verification())
        .isEqualTo(key.verification());
    assertThat(KeySource.read("env:KEY", environment::get).verification())
        .isEqualTo(key.verification());
  }

  @Test
  void shouldNameTheVariableAndNotWhatItHoldsWhenThatIsNoKey() {
    String secret = key.secretPem().lines().toList().get(1);

    assertThatThrownBy(() -> KeySource.read("env:KEY", name -> secret))
        .isInstanceOf(CommandFailure.class)
        .hasNoCause()
        .hasMessageContainingAll("env:KEY", "PRIVATE KEY", "model keygen")
        .hasMessageNotContaining(secret);
  }
}

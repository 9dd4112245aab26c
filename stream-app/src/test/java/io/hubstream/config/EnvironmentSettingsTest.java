package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.signing.KeyFiles;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentSettingsTest {
  private final SigningKey key = SigningKey.generate();

  @TempDir private Path dir;

  private static EnvironmentSettings load(String... pairs) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", "localhost:9092");
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return ConfigLoader.of(settings).models().environment();
  }

  @Test
  void shouldBeForExperimentsWhenNothingIsSaid() {
    EnvironmentSettings settings = load();

    assertThat(settings.isProduction()).isFalse();
    assertThat(settings.stages()).containsExactly("production");
  }

  @Test
  void shouldReadKeysFromFilesAndFromTheSettings() throws IOException {
    SigningKey other = SigningKey.generate();
    KeyFiles.write(dir.resolve("approver.pem"), key);

    EnvironmentSettings settings =
        load(
            "environment", "production",
            "environment.public.keys",
                dir.resolve("approver.pem.pub") + "," + other.verification().pem(),
            "environment.artifact.roots", "/models/./approved, https://a.example/models");

    assertThat(settings.isProduction()).isTrue();
    assertThat(settings.publicKeys()).containsExactly(key.verification(), other.verification());
    assertThat(settings.artifactRoots())
        .containsExactly(
            URI.create("file:///models/approved"), URI.create("https://a.example/models"));
  }

  @Test
  void shouldListEverythingThatProductionLacksAtOnce() {
    assertThatThrownBy(() -> load("environment", "production", "environment.stages", ""))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(
            "3 problems",
            "environment.public.keys",
            "hubstream model keygen",
            "environment.artifact.roots",
            "environment.stages",
            "because environment = production");
  }

  @Test
  void shouldNameEveryKeyThatCannotBeReadAndEveryRootThatIsNone() throws IOException {
    Path text = Files.writeString(dir.resolve("text.pem"), "hello");
    Path none = dir.resolve("none.pem");

    assertThatThrownBy(
            () ->
                load(
                    "environment.public.keys", text + "," + none,
                    "environment.artifact.roots", "models/relative",
                    "environment", "prod"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(
            "4 problems",
            text + "",
            "no PEM block",
            none + "",
            "no such file",
            "absolute paths, or URIs",
            "development or production");
  }

  @Test
  void shouldNotShowAPrivateKeyThatStandsWhereAPublicOneBelongs() throws IOException {
    Path file = dir.resolve("approver.pem");
    KeyFiles.write(file, key);
    String secret = key.secretPem().lines().toList().get(1);

    for (String place : new String[] {file.toString(), key.secretPem(), secret}) {
      assertThatThrownBy(() -> load("environment.public.keys", place))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageNotContaining(secret);
    }
  }
}

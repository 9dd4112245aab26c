package io.hubstream.approval;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactRootsTest {
  private final ArtifactRoots roots =
      new ArtifactRoots(
          List.of(
              URI.create("file:///no-such-place/models/"),
              URI.create("https://Account.blob.core.windows.net/models"),
              URI.create("abfss://raw@account.dfs.core.windows.net/approved"),
              URI.create("abfss://whole@account.dfs.core.windows.net/")));

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///no-such-place/models/scenes/3",
        "file:///no-such-place/models/scenes/3/",
        "file:/no-such-place//models/scenes/3",
        "FILE:///no-such-place/models/scenes/..3",
        "HTTPS://account.blob.core.windows.net/models/scenes/3",
        "https://ACCOUNT.blob.core.windows.net/models/sc%20enes/3",
        "abfss://raw@ACCOUNT.dfs.core.windows.net/approved/scenes/3",
        "https://account.blob.core.windows.net/raw/approved/scenes/3",
        "https://account.dfs.core.windows.net/raw/approved/scenes/3",
        "https://account.blob.core.windows.net/whole/scenes/3",
        "abfss://models@account.dfs.core.windows.net/scenes/3"
      })
  void shouldTakeWhatLiesUnderARoot(String uri) {
    assertThatCode(() -> roots.require(URI.create(uri))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///no-such-place/models",
        "file:///no-such-place/models/",
        "file:///no-such-place/models-of-others/scenes/3",
        "file:///no-such-place/models/../others/3",
        "file:///no-such-place/models/./3",
        "file:///no-such-place/models/%2e%2e/others/3",
        "file:///no-such-place/models/%2E%2E%2Fothers/3",
        "file:///no-such-place/models/..%5cothers/3",
        "file:///no-such-place/models/a%00b",
        "file://host/no-such-place/models/scenes/3",
        "file:no-such-place/models/3",
        "no-such-place/models/3",
        "/no-such-place/models/scenes/3",
        "http://account.blob.core.windows.net/models/scenes/3",
        "https://account.blob.core.windows.net/other/scenes/3",
        "https://account.blob.core.windows.net/Models/scenes/3",
        "https://account.blob.core.windows.net:8443/models/scenes/3",
        "https://account.blob.core.windows.net.evil.example/models/scenes/3",
        "https://account.blob.core.windows.net@evil.example/models/scenes/3",
        "https://account.blob.core.windows.net/models/scenes/3?sig=x",
        "https://account.blob.core.windows.net/models/scenes/3#x",
        "abfss://other@account.dfs.core.windows.net/approved/scenes/3",
        "abfss://raw@account.dfs.core.windows.net/other/scenes/3",
        "abfss://raw@account.dfs.core.windows.net/approved",
        "abfss://raw@elsewhere.dfs.core.windows.net/approved/scenes/3",
        "abfss://account.dfs.core.windows.net/raw/approved/scenes/3",
        "http://account.blob.core.windows.net/raw/approved/scenes/3",
        "https://account.blob.core.windows.net/raw/approved-not/scenes/3",
        "https://account.blob.core.windows.net/raw/approved/../other/3",
        "https://raw@account.blob.core.windows.net/approved/scenes/3",
        "mailto:me@example.org"
      })
  void shouldRefuseWhatLiesElsewhere(String uri) {
    assertThatThrownBy(() -> roots.require(URI.create(uri)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(uri.replaceFirst("[?#].*", ""))
        .hasMessageNotContaining("sig=");
  }

  @Test
  void shouldGoByWhereAFolderReallyIs() throws IOException {
    Path root = Files.createDirectories(dir.resolve("models"));
    Path inside = Files.createDirectories(root.resolve("scenes").resolve("3"));
    Path outside = Files.createDirectories(dir.resolve("others").resolve("3"));
    Path escape = Files.createSymbolicLink(root.resolve("link"), outside);
    Path alias = Files.createSymbolicLink(dir.resolve("alias"), root);
    ArtifactRoots direct = new ArtifactRoots(List.of(root.toUri()));
    ArtifactRoots byAlias = new ArtifactRoots(List.of(alias.toUri()));

    assertThatCode(() -> direct.require(inside.toUri())).doesNotThrowAnyException();
    assertThatCode(() -> byAlias.require(inside.toUri())).doesNotThrowAnyException();
    assertThatCode(() -> byAlias.require(alias.resolve("scenes/3").toUri()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> direct.require(escape.toUri()))
        .isInstanceOf(ModelRefusedException.class);
    assertThatThrownBy(() -> direct.require(outside.toUri()))
        .isInstanceOf(ModelRefusedException.class);
  }
}

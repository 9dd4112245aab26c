package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportCommandTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private byte[] archive() throws IOException {
    Path model = TestModels.text(dir.resolve("export"), 3, 4, 1);
    Path file = dir.resolve("model.tar.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
      TarArchiveEntry entry =
          new TarArchiveEntry(model.resolve("saved_model.pb"), "./saved_model.pb");
      tar.putArchiveEntry(entry);
      Files.copy(model.resolve("saved_model.pb"), tar);
      tar.closeArchiveEntry();
    }
    return Files.readAllBytes(file);
  }

  @Test
  void shouldImportByAMirrorAndPrintWhatItIs() throws Exception {
    // Given
    byte[] archive = archive();
    HttpServer hub =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext(
        "/mirror/ada/texts/4",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    hub.start();
    Path models = dir.resolve("models");
    int code;
    try {
      // When
      code =
          run(
              "model",
              "import",
              "https://tfhub.dev/ada/texts/4",
              "--out",
              models.toString(),
              "--hub-url",
              "http://127.0.0.1:" + hub.getAddress().getPort() + "/mirror",
              "--owner",
              "ada@example.org",
              "--json");
    } finally {
      hub.stop(0);
    }

    // Then
    assertThat(code).as(err.toString()).isZero();
    JsonNode printed = new ObjectMapper().readTree(out.toString());
    assertThat(printed.get("folder").asText()).isEqualTo(models.resolve("texts/4").toString());
    assertThat(printed.get("source").asText()).isEqualTo("https://tfhub.dev/ada/texts/4");
    assertThat(printed.get("archiveBytes").asInt()).isEqualTo(archive.length);
    assertThat(err.toString()).contains("fetching", "100 %", "packaging it as texts:4");
    try (Stream<Path> list = Files.list(models)) {
      assertThat(list).containsExactly(models.resolve("texts"));
    }
  }

  @Test
  void shouldExitWithTwoWhenTheHandleOrAnOptionIsWrong() {
    String models = dir.resolve("models").toString();

    assertThat(run("model", "import", "https://tfhub.dev/google/x", "--out", models)).isEqualTo(2);
    assertThat(run("model", "import", "nothing-there", "--out", models)).isEqualTo(2);
    assertThat(run("model", "import", dir.toString(), "--out", models, "--sha256", "12"))
        .isEqualTo(2);
    assertThat(
            run(
                "model",
                "import",
                "https://tfhub.dev/google/x/1",
                "--out",
                models,
                "--hub-url",
                "http://example.org"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("names no version", "a handle is", "64 hexadecimal digits", "is no mirror")
        .doesNotContain("Exception");
    assertThat(Path.of(models)).doesNotExist();
  }

  @Test
  void shouldExitWithTwoWhenAWatchIsGivenAFolderOfVersionsWithoutAName() throws IOException {
    TestModels.text(dir.resolve("texts/1"), 3, 4, 1);
    String store = dir.resolve("store").toString();

    assertThat(
            run(
                "model",
                "watch",
                dir.resolve("texts").toString(),
                "--store",
                store,
                "-b",
                "localhost:1"))
        .isEqualTo(2);
    assertThat(
            run(
                "model",
                "watch",
                dir.resolve("none").toString(),
                "--store",
                store,
                "-b",
                "localhost:1"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("say which by --name", "no file or folder");
  }
}

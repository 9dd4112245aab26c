package io.hubstream.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.payload.PayloadWriter;
import io.hubstream.payload.PayloadWriters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentFilesTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  @TempDir Path dir;

  private final ContentFiles files =
      new ContentFiles(
          new ContentFiles.Origin(Optional.of("shop"), Map.of("colour", "red"), 10),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void shouldListFilesByNameAndLeaveHiddenOnesOut() throws IOException {
    // Given
    Files.createDirectories(dir.resolve("b/.git"));
    for (String name : List.of("b/two words.txt", "a.md", ".hidden", "b/.git/config")) {
      Files.writeString(dir.resolve(name), "x");
    }

    // When
    List<ContentFiles.Named> found = ContentFiles.list(List.of(dir));

    // Then
    assertThat(found)
        .extracting(ContentFiles.Named::name)
        .containsExactly("a.md", "b/two words.txt");
  }

  @Test
  void shouldCarrySmallFilesInTheEvent() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("note.md"), "# hi");

    // When
    ContentItem item = files.item(new ContentFiles.Named(file, "note.md"), "id-1");

    // Then
    assertThat(item.contentId()).isEqualTo("id-1");
    assertThat(item.tenant()).contains("shop");
    assertThat(item.attributes()).containsEntry("colour", "red");
    assertThat(item.producedAt()).isEqualTo(NOW);
    assertThat(item.mediaType()).startsWith("text/");
    assertThat(item.payload())
        .isInstanceOfSatisfying(
            Payload.Inline.class,
            inline ->
                assertThat(StandardCharsets.UTF_8.decode(inline.bytes()).toString())
                    .isEqualTo("# hi"));
  }

  @Test
  void shouldReferToLargeFilesByLengthAndDigest() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("long.txt"), "more than ten bytes");

    // When
    ContentItem item = files.item(new ContentFiles.Named(file, "long.txt"), "id-2");

    // Then
    assertThat(item.payload())
        .isEqualTo(
            new Payload.Reference(
                file.toRealPath().toUri(),
                19,
                Sha256.hex(ByteBuffer.wrap(Files.readAllBytes(file))),
                Optional.empty()));
  }

  @Test
  void shouldReferToACopyWhenThereIsAStoreForLargeFiles() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("long.txt"), "more than ten bytes");
    PayloadWriter writer =
        PayloadWriters.at(dir.resolve("store").toUri().toString(), List.of(), Map.of());
    ContentFiles copied =
        new ContentFiles(
            new ContentFiles.Origin(Optional.empty(), Map.of(), 10),
            Clock.systemUTC(),
            (from, bytes, sha256) -> writer.write(bytes, sha256));

    // When
    ContentItem item = copied.item(new ContentFiles.Named(file, "long.txt"), "id-2");
    ContentItem again = copied.item(new ContentFiles.Named(file, "long.txt"), "id-3");

    // Then
    String sha256 = Sha256.hex(ByteBuffer.wrap(Files.readAllBytes(file)));
    Path copy =
        dir.toRealPath().resolve(Path.of("store", "sha256", sha256.substring(0, 2), sha256));
    assertThat(item.payload())
        .isEqualTo(new Payload.Reference(copy.toUri(), 19, sha256, Optional.empty()))
        .isEqualTo(again.payload());
    assertThat(copy).hasSameBinaryContentAs(file);
    assertThat(copy.getParent()).isDirectoryNotContaining("glob:**.*-*");
  }

  @Test
  void shouldNotReferToACopyThatIsNotWhatItsNameSays() throws IOException {
    // Given
    Path file = Files.writeString(dir.resolve("long.txt"), "more than ten bytes");
    PayloadWriter writer = PayloadWriters.at(dir.toUri().toString(), List.of(), Map.of());
    byte[] bytes = Files.readAllBytes(file);
    String sha256 = Sha256.hex(ByteBuffer.wrap(bytes));
    Payload.Reference written = writer.write(bytes, sha256);

    // When
    Files.writeString(Path.of(written.uri()), "more than TEN bytes");

    // Then
    assertThatThrownBy(() -> writer.write(bytes, sha256))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/folder",
        "https://example.com/container",
        "https://a.blob.core.windows.net/c?sv=1&sig=secret",
        "https://a.blob.core.windows.net/c d?sig=secret",
        "s3://bucket",
        "file://host/folder",
      })
  void shouldRefuseAStoreThatIsNoneAndShowNoSecret(String place) {
    assertThatThrownBy(() -> PayloadWriters.at(place, List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("secret"));
  }
}

package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.content.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FilePayloadSourceTest {

  private static final byte[] CONTENT = "a payload".getBytes(StandardCharsets.UTF_8);
  private static final String SHA256 = Sha256.hex(ByteBuffer.wrap(CONTENT));

  @TempDir Path folder;
  private Path root;
  private Path file;
  private FilePayloadSource source;

  @BeforeEach
  void setUp() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    file = Files.write(Files.createDirectory(root.resolve("a b")).resolve("ü.bin"), CONTENT);
    source = new FilePayloadSource(List.of(root), new PayloadLimits(100));
  }

  @Test
  void shouldGiveTheBytesWhenTheClaimCheckIsTrue() throws Exception {
    ByteBuffer bytes = source.fetch(reference(file.toUri()));

    assertThat(bytes).isEqualTo(ByteBuffer.wrap(CONTENT));
    assertThat(bytes.isReadOnly()).isTrue();
  }

  @Test
  void shouldTakeUpperCaseWhenTheDigestOrTheSchemeIsWrittenSo() throws Exception {
    URI uri = URI.create(file.toUri().toString().replaceFirst("file", "FILE"));
    Payload.Reference reference =
        new Payload.Reference(uri, 9, SHA256.toUpperCase(Locale.ROOT), Optional.empty());

    assertThat(source.fetch(reference).remaining()).isEqualTo(9);
  }

  @Test
  void shouldNameTheSettingWhenNoRootIsConfigured() {
    FilePayloadSource closed = new FilePayloadSource(List.of(), new PayloadLimits(100));

    BadRecordException failure = failureOf(closed, reference(file.toUri()));

    assertThat(failure.kind()).isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThat(failure.stage()).isEqualTo(Stage.PAYLOAD);
    assertThat(failure).hasMessageContaining("payload.file.roots");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ROOT/../outside.bin",
        "ROOT/%2e%2e/outside.bin",
        "ROOT/a%20b/../a%20b/x",
        "file:/etc/passwd",
        "FOLDER/root2/x",
        "ROOT",
        "ROOT/",
        "ROOT/a%20b",
        "relative/path",
        "file:relative",
        "//host/path",
        "file://host/ROOTPATH/x",
        "ROOT/x?query",
        "ROOT/x#fragment",
        "ROOT/x%00y",
        "FILE:/tmp/x%00y",
        "https://account.blob.core.windows.net/c/b?sig=secret"
      })
  void shouldRefuseWhenTheUriLeavesWhatIsAllowed(String template) {
    String base = root.toUri().toString().replaceFirst("/$", "");
    String uri =
        template
            .replace("ROOTPATH", root.toString().substring(1))
            .replace("ROOT", base)
            .replace("FOLDER", base.replaceFirst("/root$", ""));

    BadRecordException failure = failureOf(source, reference(URI.create(uri)));

    assertThat(failure.kind()).isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThat(failure).hasMessageNotContaining("secret");
  }

  @Test
  void shouldNameTheSupportedSchemesWhenAnotherOneIsGiven() {
    assertThat(failureOf(source, reference(URI.create("s3://bucket/key"))))
        .hasMessageContaining("s3")
        .hasMessageContaining("supported: file:");
  }

  @Test
  void shouldRefuseWhenASymbolicLinkLeavesTheRoot() throws Exception {
    Path outside = Files.write(folder.resolve("outside.bin"), CONTENT);
    Path link = Files.createSymbolicLink(root.resolve("link.bin"), outside);
    Path linkedFolder = Files.createSymbolicLink(root.resolve("folder"), folder);
    Path loop = Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

    assertThat(failureOf(source, reference(link.toUri())).kind())
        .isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThat(failureOf(source, reference(linkedFolder.resolve("outside.bin").toUri())).kind())
        .isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThat(failureOf(source, reference(loop.toUri())).kind())
        .isEqualTo(FailureKind.PAYLOAD_REFUSED);
  }

  @Test
  void shouldFollowWhenLinksStayWithinTheRootOrLeadToIt() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link.bin"), file);
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), root);
    FilePayloadSource aliased = new FilePayloadSource(List.of(alias), new PayloadLimits(100));

    assertThat(source.fetch(reference(link.toUri())).remaining()).isEqualTo(9);
    assertThat(aliased.fetch(reference(alias.resolve("link.bin").toUri())).remaining())
        .isEqualTo(9);
  }

  @Test
  void shouldRefuseAtOnceWhenTheFileIsAPipe() throws Exception {
    Path pipe = root.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(failureOf(source, reference(pipe.toUri())).kind())
        .isEqualTo(FailureKind.PAYLOAD_REFUSED);
  }

  @Test
  void shouldBeMissingWhenNothingCanBeThere() {
    Path tooLong = root.resolve("x".repeat(300));

    for (Path path : List.of(root.resolve("none"), file.resolve("below"), tooLong)) {
      assertThat(failureOf(source, reference(path.toUri())).kind())
          .isEqualTo(FailureKind.PAYLOAD_MISSING);
    }
  }

  @Test
  void shouldBeTooLargeWhenTheClaimOrTheFileIs() throws Exception {
    Path big = Files.write(root.resolve("big"), new byte[101]);

    assertThat(failureOf(source, reference(file.toUri(), 101, SHA256)).kind())
        .isEqualTo(FailureKind.PAYLOAD_TOO_LARGE);
    assertThat(failureOf(source, reference(big.toUri(), 9, SHA256)).kind())
        .isEqualTo(FailureKind.PAYLOAD_TOO_LARGE);
  }

  @Test
  void shouldBeAMismatchWhenLengthOrDigestDiffer() {
    for (long length : List.of(-1L, 0L, 8L, 10L)) {
      assertThat(failureOf(source, reference(file.toUri(), length, SHA256)).kind())
          .isEqualTo(FailureKind.PAYLOAD_MISMATCH);
    }
    assertThat(failureOf(source, reference(file.toUri(), 9, "0".repeat(64))).kind())
        .isEqualTo(FailureKind.PAYLOAD_MISMATCH);
  }

  @Test
  void shouldBeAnOutageWhenTheRootHoldsNothingAsALostMountDoes() throws Exception {
    // Given
    Path kept = folder.resolve("kept");
    Files.move(file.getParent(), kept);

    // When
    StoreUnavailableException outage =
        catchThrowableOfType(
            StoreUnavailableException.class, () -> source.fetch(reference(file.toUri())));

    // Then
    assertThat(source.available(outage.store())).isFalse();
    Files.move(kept, file.getParent());
    assertThat(source.available(outage.store())).isTrue();
  }

  @Test
  void shouldBeAnOutageUntilTheRootIsBackWhenItIsAway() throws Exception {
    // Given
    Path away = folder.resolve("away");
    Files.move(root, away);

    // When
    StoreUnavailableException outage =
        catchThrowableOfType(
            StoreUnavailableException.class, () -> source.fetch(reference(file.toUri())));

    // Then
    assertThat(outage.store()).isEqualTo(root.toString());
    assertThat(source.available(outage.store())).isFalse();
    Files.move(away, root);
    assertThat(source.available(outage.store())).isTrue();
    assertThat(source.fetch(reference(file.toUri())).remaining()).isEqualTo(9);
    assertThat(source.available("another store")).isFalse();
  }

  @Test
  void shouldRefuseToStartWhenARootIsRelative() {
    assertThatThrownBy(() -> new FilePayloadSource(List.of(Path.of("data")), new PayloadLimits(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("payload.file.roots");
  }

  private static Payload.Reference reference(URI uri) {
    return reference(uri, CONTENT.length, SHA256);
  }

  private static Payload.Reference reference(URI uri, long length, String sha256) {
    return new Payload.Reference(uri, length, sha256, Optional.empty());
  }

  private static BadRecordException failureOf(
      FilePayloadSource source, Payload.Reference reference) {
    return catchThrowableOfType(BadRecordException.class, () -> source.fetch(reference));
  }
}

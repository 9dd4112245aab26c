package io.hubstream.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  // The example keys of RFC 8410, sections 10.1 and 10.3, which OpenSSL writes in the same way.
  private static final String RFC_PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """;
  private static final String RFC_PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
      -----END PUBLIC KEY-----
      """;
  private static final byte[] TEXT = "a statement".getBytes(UTF_8);

  @TempDir private Path dir;

  @Test
  void shouldFindThePublicKeyOfAPrivateOne() throws KeyFormatException {
    SigningKey key = SigningKey.read(RFC_PRIVATE);

    assertThat(key.verification()).isEqualTo(VerificationKey.read(RFC_PUBLIC).get(0));
    assertThat(key.verification().pem()).isEqualTo(RFC_PUBLIC);
    assertThat(key.secretPem()).isEqualTo(RFC_PRIVATE);
  }

  @Test
  void shouldVerifyWhatItSignedAndNothingElse() throws KeyFormatException {
    SigningKey key = SigningKey.read(SigningKey.generate().secretPem());
    String signature = key.sign(TEXT);

    assertThat(key.verification().verifies(TEXT, signature)).isTrue();
    assertThat(key.verification().verifies("another".getBytes(UTF_8), signature)).isFalse();
    assertThat(SigningKey.generate().verification().verifies(TEXT, signature)).isFalse();
    assertThat(key.verification().verifies(TEXT, "")).isFalse();
    assertThat(key.verification().verifies(TEXT, "no base64!")).isFalse();
    assertThat(key.verification().verifies(TEXT, signature.substring(4))).isFalse();
  }

  @Test
  void shouldReadAKeyWhoseLinesWereJoined() throws KeyFormatException {
    assertThat(SigningKey.read(RFC_PRIVATE.replace("\n", " ")).toString())
        .isEqualTo(SigningKey.read(RFC_PRIVATE).verification().id());
    assertThat(VerificationKey.read(RFC_PUBLIC + RFC_PUBLIC)).hasSize(2);
  }

  static List<String> noPrivateKeys() throws NoSuchAlgorithmException {
    String rsa =
        Pem.write(
            Pem.PRIVATE,
            KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded());
    return List.of(
        "",
        "hello",
        RFC_PUBLIC,
        RFC_PRIVATE + RFC_PRIVATE,
        RFC_PRIVATE.replace("MC4C", "M*4C"),
        RFC_PRIVATE.replace("MC4C", ""),
        RFC_PRIVATE.replace("-----END PRIVATE KEY-----", ""),
        rsa);
  }

  @ParameterizedTest
  @MethodSource("noPrivateKeys")
  void shouldSayWhatIsWrongAndNotWhatStandsThereWhenAPrivateKeyIsNone(String pem) {
    assertThatThrownBy(() -> SigningKey.read(pem))
        .isInstanceOf(KeyFormatException.class)
        .hasNoCause()
        .extracting(Throwable::getMessage)
        .asString()
        .startsWith("it holds ")
        .doesNotContain("1hK1bbY8fdp", "K06/nwoy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN PUBLIC KEY-----", RFC_PRIVATE})
  void shouldSayWhatIsWrongWhenAPublicKeyIsNone(String pem) {
    assertThatThrownBy(() -> VerificationKey.read(pem))
        .isInstanceOf(KeyFormatException.class)
        .hasMessageContaining("PUBLIC KEY")
        .hasMessageNotContaining("1hK1bbY8fdp");
  }

  @Test
  void shouldNotShowTheSecretWhenPrinted() throws KeyFormatException {
    SigningKey key = SigningKey.read(RFC_PRIVATE);

    assertThat(key.toString()).matches("ed25519:[0-9a-f]{16}");
  }

  @Test
  void shouldKeepThePrivateKeyToItsOwner() throws IOException, KeyFormatException {
    SigningKey key = SigningKey.generate();
    Path file = dir.resolve("key.pem");

    KeyFiles.write(file, key);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SigningKey.read(Files.readString(file)).verification())
        .isEqualTo(VerificationKey.read(Files.readString(KeyFiles.publicFile(file))).get(0));
  }

  @Test
  void shouldLeaveWhatIsThereWhenAKeyExists() throws IOException {
    Path file = Files.writeString(dir.resolve("key.pem"), "mine");

    assertThatThrownBy(() -> KeyFiles.write(file, SigningKey.generate()))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("mine");
    assertThat(KeyFiles.publicFile(file)).doesNotExist();
  }
}

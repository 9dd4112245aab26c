package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a claim check may name, and what not: server-side request forgery. Nobody is asked. */
class PayloadStoresTest {
  private static final String EMULATOR = "http://127.0.0.1:10000/devstoreaccount1";

  private final PayloadStores stores =
      stores(
          List.of(
              "https://pictures.blob.core.windows.net/public",
              "https://pictures.blob.core.windows.net/public/inner",
              "abfss://lake@data.dfs.core.windows.net/landing",
              "https://archive.blob.core.windows.net",
              EMULATOR + "/payloads"),
          List.of("media.example.com", "files.example.com:8443", "[2603:1030::1]"));

  private static PayloadStores stores(List<String> roots, List<String> hosts) {
    PayloadLimits limits = new PayloadLimits(1_000);
    return PayloadStores.of(
        new FilePayloadSource(List.of(Path.of("/data/content")), limits),
        new RemoteSettings(
            roots,
            List.of(EMULATOR),
            hosts,
            List.of(),
            Map.of("AZURE_STORAGE_SAS_TOKEN", "sig=secret"),
            new RemoteSettings.Transfers(1, Duration.ofSeconds(1), Duration.ofSeconds(1))),
        limits);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @ParameterizedTest
  @CsvSource({
    "https://pictures.blob.core.windows.net/public/a/b.jpg,"
        + " https://pictures.blob.core.windows.net/public",
    "https://pictures.blob.core.windows.net/public/inner/b.jpg,"
        + " https://pictures.blob.core.windows.net/public/inner",
    "HTTPS://Pictures.Blob.Core.Windows.Net/public/a, https://pictures.blob.core.windows.net/public",
    "abfss://public@pictures.dfs.core.windows.net/a, https://pictures.blob.core.windows.net/public",
    "abfss://lake@data.dfs.core.windows.net/landing/a,"
        + " abfss://lake@data.dfs.core.windows.net/landing",
    "https://data.blob.core.windows.net/lake/landing/a,"
        + " abfss://lake@data.dfs.core.windows.net/landing",
    "https://archive.blob.core.windows.net/any/thing, https://archive.blob.core.windows.net",
    "http://127.0.0.1:10000/devstoreaccount1/payloads/x,"
        + " http://127.0.0.1:10000/devstoreaccount1/payloads",
    "https://media.example.com/a%20b/%C3%BC.png, https://media.example.com",
    "https://MEDIA.example.com:443/a, https://media.example.com",
    "https://files.example.com:8443/a, https://files.example.com:8443",
    "https://media.example.com/a..b/...c, https://media.example.com",
    "https://media.example.com/100%25, https://media.example.com",
    "file:///data/content/a, /data/content",
  })
  void shouldFindTheStoreOfWhatIsAllowed(String uri, String store) throws Exception {
    assertThat(stores.store(reference(uri))).isEqualTo(store);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Other places.
        "https://evil.example.com/a",
        "https://media.example.com.evil.com/a",
        "https://evilmedia.example.com/a",
        "https://pictures.blob.core.windows.net/private/a",
        "https://pictures.blob.core.windows.net/publicly/a",
        "https://pictures.blob.core.windows.net/public",
        "https://pictures.blob.core.windows.net/",
        "https://pictures.blob.core.windows.net",
        "https://other.blob.core.windows.net/public/a",
        "https://pictures.blob.core.windows.net.evil.com/public/a",
        "https://pictures.file.core.windows.net/public/a",
        "https://pictures.blob.core.chinacloudapi.cn/public/a",
        "abfss://lake@data.dfs.core.windows.net/other/a",
        "abfss://lake@data.dfs.core.windows.net/landings/a",
        "abfss://data.dfs.core.windows.net/landing/a",
        // Other schemes.
        "http://media.example.com/a",
        "http://pictures.blob.core.windows.net/public/a",
        "ftp://media.example.com/a",
        "gopher://media.example.com/a",
        "jar:https://media.example.com/a!/b",
        "data:text/plain,a",
        "abfs://lake@data.dfs.core.windows.net/landing/a",
        "wasbs://public@pictures.blob.core.windows.net/a",
        "s3://media/a",
        "ldap://media.example.com/a",
        "//media.example.com/a",
        "media.example.com/a",
        // Odd ports.
        "https://media.example.com:8443/a",
        "https://media.example.com:80/a",
        "https://media.example.com:22/a",
        "https://files.example.com/a",
        "https://pictures.blob.core.windows.net:443/public/a",
        "http://127.0.0.1:10001/devstoreaccount1/payloads/x",
        "http://localhost:10000/devstoreaccount1/payloads/x",
        "http://127.0.0.1:10000/otheraccount/payloads/x",
        "http://127.0.0.1:10000/devstoreaccount1/other/x",
        // Credentials.
        "https://user:hunter2@media.example.com/a",
        "https://media.example.com@evil.com/a",
        "https://evil.com@media.example.com/a",
        "https://@media.example.com/a",
        "https://user@pictures.blob.core.windows.net/public/a",
        "abfss://lake:hunter2@data.dfs.core.windows.net/landing/a",
        "https://pictures.blob.core.windows.net/public/a?sv=2025&sig=abc",
        "https://media.example.com/a?X-Amz-Signature=abc",
        "https://media.example.com/a?",
        "https://media.example.com/a#fragment",
        // Addresses in every spelling.
        "https://127.0.0.1/a",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://0177.0.0.1/a",
        "https://0x7f.0.0.1/a",
        "https://0/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://[::ffff:7f00:1]/a",
        "https://[0:0:0:0:0:ffff:a9fe:a9fe]/a",
        "https://[fe80::1%25eth0]/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254./latest/meta-data/",
        "https://2852039166/latest/meta-data/",
        "https://0xA9FEA9FE/metadata/instance",
        "https://0251.0376.0251.0376/a",
        "https://168.63.129.16/a",
        "https://[fd00:ec2::254]/a",
        "https://metadata.google.internal/a",
        "https://localhost/a",
        "https://LOCALHOST/a",
        "https://localhost./a",
        // Names that only look the same.
        "https://media.example.com./a",
        "https://mediа.example.com/a",
        "https://media。example。com/a",
        "https://ｍedia.example.com/a",
        "https://xn--medi-63d.example.com/a",
        "https://media_.example.com/a",
        // Upwards, in every encoding.
        "https://media.example.com/a/../b",
        "https://media.example.com/..",
        "https://media.example.com/./a",
        "https://media.example.com/a/%2e%2e/b",
        "https://media.example.com/a/%2E./b",
        "https://media.example.com/a/.%2e/b",
        "https://media.example.com/a/%252e%252e/b",
        "https://media.example.com/a/%25252e%25252e/b",
        "https://media.example.com/a/%2525252525252e/b",
        "https://media.example.com/a/..%2fb",
        "https://media.example.com/a%2f..%2fb",
        "https://media.example.com/a%2fb",
        "https://media.example.com/a%252fb",
        "https://media.example.com/a/..%5cb",
        "https://media.example.com/a%5c..%5cb",
        "https://media.example.com/a/..;/b",
        "https://media.example.com/a/..;x=y/b",
        "https://media.example.com/a/%2e%2e;/b",
        "https://media.example.com/a/%c0%ae%c0%ae/b",
        "https://media.example.com/a/%e0%80%ae%e0%80%ae/b",
        "https://media.example.com/a/%ef%bc%8e%ef%bc%8e/b",
        "https://media.example.com/a/．．/b",
        "https://media.example.com/a/%E2%80%A5/b",
        "https://media.example.com/a/%20../b",
        "https://media.example.com/a%0d%0aHost:%20evil",
        "https://media.example.com/a%00.png",
        "https://pictures.blob.core.windows.net/public/../private/a",
        "https://pictures.blob.core.windows.net/public/%2e%2e/private/a",
        "https://pictures.blob.core.windows.net/public/%252e%252e/private/a",
        "https://pictures.blob.core.windows.net/public%2f..%2fprivate/a",
        "https://pictures.blob.core.windows.net/public//a",
        "abfss://lake@data.dfs.core.windows.net/landing/../a",
        "abfss://lake@data.dfs.core.windows.net/landing/%2e%2e/a",
        "http://127.0.0.1:10000/devstoreaccount1/payloads/../other/x",
        "http://127.0.0.1:10000/devstoreaccount1/payloads/%2e%2e/other/x",
        "http://127.0.0.1:10000/devstoreaccount1/../otheraccount/payloads/x",
        // Not even an object.
        "https:///a",
        "https://media.example.com",
        "https:media.example.com/a",
        "file:///etc/passwd",
        "file:///data/content/../../etc/passwd",
        "file:///data/content/%2e%2e/x",
        "file://evil.example.com/data/content/a",
      })
  void shouldRefuseWhatIsNotOnTheListHoweverItIsWritten(String uri) {
    BadRecordException refused =
        catchThrowableOfType(BadRecordException.class, () -> stores.store(reference(uri)));

    assertThat(refused).as(uri).isNotNull();
    assertThat(refused.kind()).isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThatThrownBy(() -> stores.fetch(reference(uri)))
        .isInstanceOf(BadRecordException.class)
        .hasMessage(refused.getMessage());
    assertThat(refused.getMessage())
        .doesNotContain("hunter2")
        .doesNotContain("sig=")
        .doesNotContain("Signature")
        .doesNotContain("\n");
  }

  @Test
  void shouldRefuseEverythingWhenNothingIsAllowed() {
    try (PayloadStores none = stores(List.of(), List.of())) {
      assertThatThrownBy(
              () -> none.store(reference("https://pictures.blob.core.windows.net/public/a")))
          .isInstanceOf(BadRecordException.class)
          .hasMessageContaining("payload.blob.roots")
          .hasMessageContaining("payload.https.hosts");
    }
  }

  @Test
  void shouldRefuseWhatIsTooLargeBeforeAnythingIsRead() {
    Payload.Reference large =
        new Payload.Reference(
            URI.create("https://media.example.com/a"), 1_001, "0".repeat(64), Optional.empty());

    assertThatThrownBy(() -> stores.fetch(large))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.PAYLOAD_TOO_LARGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/container",
        "http://example.com/account",
        "https://pictures.blob.core.windows.net/public?sig=abc",
        "https://pictures.blob.core.windows.net/UPPER",
        "https://pictures.blob.core.windows.net/public/../private",
      })
  void shouldNotStartWithAPlaceThatIsNoneInBlobStorage(String root) {
    assertThatThrownBy(() -> stores(List.of(root), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sig=");
  }

  private static Payload.Reference reference(String uri) {
    return new Payload.Reference(URI.create(uri), 1, "0".repeat(64), Optional.empty());
  }
}

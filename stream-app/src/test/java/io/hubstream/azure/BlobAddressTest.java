package io.hubstream.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobAddressTest {
  private static final List<String> EMULATOR = List.of("http://127.0.0.1:10000/devstoreaccount1");

  @ParameterizedTest
  @CsvSource({
    "https://shop.blob.core.windows.net/models/scenes/3, https://shop.blob.core.windows.net, shop, scenes/3",
    "https://shop.blob.core.windows.net/models/scenes/3/, https://shop.blob.core.windows.net, shop, scenes/3",
    "https://shop.blob.core.windows.net/models, https://shop.blob.core.windows.net, shop, ''",
    "https://shop.z07.blob.storage.azure.net/models/a, https://shop.z07.blob.storage.azure.net, shop, a",
    "abfss://models@shop.dfs.core.windows.net/scenes/3, https://shop.blob.core.windows.net, shop, scenes/3",
    "ABFSS://models@shop.dfs.core.windows.net/, https://shop.blob.core.windows.net, shop, ''",
    "http://127.0.0.1:10000/devstoreaccount1/models/a/1, http://127.0.0.1:10000/devstoreaccount1, devstoreaccount1, a/1"
  })
  void shouldFindAccountContainerAndPath(String uri, String endpoint, String account, String path)
      throws Exception {
    BlobAddress address = BlobAddress.parse(URI.create(uri), EMULATOR);

    assertThat(address).isEqualTo(new BlobAddress(endpoint, account, "models", path));
    assertThat(BlobAddress.parse(address.uri(), EMULATOR)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/models/a/1",
        "https://shop.blob.core.windows.net.evil.example/models/a",
        "https://evil.example/shop.blob.core.windows.net/models",
        "https://shop.blob.core.windows.net:8443/models/a",
        "https://someone@shop.blob.core.windows.net/models/a",
        "http://shop.blob.core.windows.net/models/a",
        "http://127.0.0.1:10001/devstoreaccount1/models/a",
        "http://127.0.0.1:10000/devstoreaccount12/models/a",
        "https://shop.blob.core.windows.net/",
        "https://shop.blob.core.windows.net/models/../secret",
        "https://shop.blob.core.windows.net/models//a",
        "abfss://shop.dfs.core.windows.net/scenes/3"
      })
  void shouldRefuseWhatIsNoAllowedAddress(String uri) {
    assertThatThrownBy(() -> BlobAddress.parse(URI.create(uri), EMULATOR))
        .isInstanceOf(BlobRefusedException.class);
  }

  @Test
  void shouldNotRepeatTheSecretWhenAnAddressHoldsOne() {
    URI uri = URI.create("https://shop.blob.core.windows.net/models/a?sv=2025&sig=s3cr3t");

    assertThatThrownBy(() -> BlobAddress.parse(uri, List.of()))
        .isInstanceOf(BlobRefusedException.class)
        .hasMessageContaining("AZURE_STORAGE_SAS_TOKEN")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void shouldAllowTheEmulatorThatAPersonNames() {
    assertThat(BlobAddress.loopbackEndpoint(URI.create("http://127.0.0.1:7/account/models/a")))
        .contains("http://127.0.0.1:7/account");
    assertThat(BlobAddress.loopbackEndpoint(URI.create("http://10.0.0.1/account/models")))
        .isEmpty();
    assertThat(BlobAddress.loopbackEndpoint(URI.create("https://a.example/b"))).isEmpty();
  }
}

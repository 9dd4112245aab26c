package io.hubstream.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which credentials an account gets; whether they open it, {@code BlobArtifactsIT} tests. */
class BlobCredentialsTest {
  private static final String SHOP_KEY =
      "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

  private static String chosen(String account, Map<String, String> environment)
      throws BlobRefusedException {
    return chosen(
        new BlobAddress("https://" + account + ".blob.core.windows.net", account, "models", ""),
        environment);
  }

  private static String chosen(BlobAddress address, Map<String, String> environment)
      throws BlobRefusedException {
    return new BlobCredentials(environment, new JdkHttpClientBuilder().build())
        .giveTo(new BlobServiceClientBuilder(), address);
  }

  @Test
  void shouldGiveASecretOnlyToTheAccountThatItBelongsTo() throws Exception {
    Map<String, String> key = Map.of("AZURE_STORAGE_CONNECTION_STRING", SHOP_KEY);
    assertThat(chosen("shop", key)).contains("AZURE_STORAGE_CONNECTION_STRING");
    assertThat(chosen("other", key)).isEqualTo("DefaultAzureCredential");

    Map<String, String> shared =
        Map.of(
            "AZURE_STORAGE_CONNECTION_STRING",
            "BlobEndpoint=https://shop.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x");
    assertThat(chosen("shop", shared)).contains("AZURE_STORAGE_CONNECTION_STRING");
    assertThat(chosen("other", shared)).isEqualTo("DefaultAzureCredential");

    Map<String, String> token =
        Map.of("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=x", "AZURE_STORAGE_ACCOUNT", "shop");
    assertThat(chosen("shop", token)).contains("AZURE_STORAGE_SAS_TOKEN");
    assertThat(chosen("other", token)).isEqualTo("DefaultAzureCredential");
  }

  @Test
  void shouldSayWhatToSetWhenThereIsNothingForTheEmulator() {
    BlobAddress emulator = new BlobAddress("http://127.0.0.1:1/dev", "dev", "models", "");

    assertThatThrownBy(() -> chosen(emulator, Map.of()))
        .isInstanceOf(BlobRefusedException.class)
        .hasMessageContaining("AZURE_STORAGE_CONNECTION_STRING")
        .hasMessageContaining("AccountName is dev");
    assertThatThrownBy(
            () -> chosen(emulator, Map.of("AZURE_STORAGE_CONNECTION_STRING", "AccountName=dev")))
        .isInstanceOf(BlobRefusedException.class)
        .hasMessageContaining("neither AccountKey nor SharedAccessSignature");
  }

  @Test
  void shouldShowNoSecretsAsText() {
    BlobAccess access =
        new BlobAccess(Map.of("AZURE_STORAGE_CONNECTION_STRING", SHOP_KEY), List.of(), 4);

    assertThat(access.toString()).doesNotContain("c2VjcmV0");
  }
}

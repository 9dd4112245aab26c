package io.hubstream.azure;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the credentials of an account from the environment. A secret is given to the account that
 * it belongs to and to no other.
 *
 * <p>Owner thread: none; any may call. Nothing to close.
 */
final class BlobCredentials {
  static final String CONNECTION_STRING = "AZURE_STORAGE_CONNECTION_STRING";
  static final String SAS_TOKEN = "AZURE_STORAGE_SAS_TOKEN";
  static final String ACCOUNT = "AZURE_STORAGE_ACCOUNT";

  private final Map<String, String> environment;
  private final HttpClient http;
  private @Nullable TokenCredential token;

  BlobCredentials(Map<String, String> environment, HttpClient http) {
    this.environment = Map.copyOf(environment);
    this.http = http;
  }

  /**
   * Gives a client its credentials, and says in words which they are.
   *
   * @throws BlobRefusedException there are none for this account
   */
  String giveTo(BlobServiceClientBuilder client, BlobAddress address) throws BlobRefusedException {
    Map<String, String> parts = connectionString();
    if (!parts.isEmpty() && accountOf(parts).equals(Optional.of(address.account()))) {
      giveParts(client, address, parts);
      return "the credentials in " + CONNECTION_STRING;
    }
    Optional<String> sas = set(SAS_TOKEN);
    boolean owned = set(ACCOUNT).map(address.account()::equals).orElse(true);
    if (sas.isPresent() && owned) {
      client.credential(new AzureSasCredential(sas.get()));
      return "the token in " + SAS_TOKEN;
    }
    if (!address.endpoint().startsWith("https:")) {
      throw new BlobRefusedException(
          "there are no credentials for %s: set %s to one whose AccountName is %s, or %s"
              .formatted(address.endpoint(), CONNECTION_STRING, address.account(), SAS_TOKEN));
    }
    client.credential(token());
    return "DefaultAzureCredential";
  }

  private static void giveParts(
      BlobServiceClientBuilder client, BlobAddress address, Map<String, String> parts)
      throws BlobRefusedException {
    String key = parts.get("AccountKey");
    String sas = parts.get("SharedAccessSignature");
    if (key != null) {
      client.credential(new StorageSharedKeyCredential(address.account(), key));
    } else if (sas != null) {
      client.credential(new AzureSasCredential(sas));
    } else {
      throw new BlobRefusedException(
          CONNECTION_STRING + " holds neither AccountKey nor SharedAccessSignature: copy it anew");
    }
  }

  /** Its parts by name; empty when it is not set. */
  private Map<String, String> connectionString() {
    Map<String, String> parts = new HashMap<>();
    for (String part : set(CONNECTION_STRING).orElse("").split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
      }
    }
    return parts;
  }

  private static Optional<String> accountOf(Map<String, String> parts) {
    return Optional.ofNullable(parts.get("AccountName"))
        .or(
            () ->
                Optional.ofNullable(parts.get("BlobEndpoint"))
                    .map(end -> end.replaceFirst("^https?://", "").replaceFirst("\\..*", "")));
  }

  private Optional<String> set(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** It keeps tokens until they end, so there is one for all accounts. */
  private synchronized TokenCredential token() {
    if (token == null) {
      token = new DefaultAzureCredentialBuilder().httpClient(http).build();
    }
    return token;
  }
}

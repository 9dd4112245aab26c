package io.hubstream.azure;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens folders in Blob storage, with one connection pool and one client for each account.
 *
 * <p>Owner thread: none; any may call. Nothing to close: the HTTP client's threads are daemons.
 */
public final class AzureBlobs {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration NO_PAUSE = Duration.ofMillis(1);

  // The SDK's own repeating is off: it waits for as long as a server says, and starts a cut range
  // from its beginning. BlobRetry does it.
  private static final RequestRetryOptions ONCE =
      new RequestRetryOptions(
          RetryPolicyType.FIXED, 1, BlobFolder.LONGEST_CALL, NO_PAUSE, NO_PAUSE, null);

  private final BlobAccess access;
  private final com.azure.core.http.HttpClient http;
  private final BlobCredentials credentials;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** A client, and in words what it signs with. */
  private record Account(BlobServiceClient client, String credentials) {}

  public AzureBlobs(BlobAccess access) {
    this.access = access;
    this.http =
        new JdkHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1))
            .connectionTimeout(CONNECT)
            .responseTimeout(ANSWER)
            .readTimeout(ANSWER)
            .writeTimeout(ANSWER)
            .build();
    this.credentials = new BlobCredentials(access.environment(), http);
  }

  /**
   * A folder; nothing is asked of the store yet.
   *
   * @throws BlobRefusedException the address is not one, is not allowed, or nothing in the
   *     environment opens it
   */
  public BlobFolder folder(URI uri) throws BlobRefusedException {
    return folder(BlobAddress.parse(uri, access.endpoints()));
  }

  /** As {@link #folder(URI)}. */
  public BlobFolder folder(BlobAddress address) throws BlobRefusedException {
    Account account = accounts.get(address.endpoint());
    if (account == null) {
      account = open(address);
      accounts.put(address.endpoint(), account);
    }
    return new BlobFolder(
        address,
        account.client().getBlobContainerClient(address.container()),
        new BlobRetry(address, account.credentials()));
  }

  private Account open(BlobAddress address) throws BlobRefusedException {
    BlobServiceClientBuilder builder =
        new BlobServiceClientBuilder()
            .endpoint(address.endpoint())
            .httpClient(http)
            .retryOptions(ONCE)
            // Known to the service for good, and to the emulator that the tests run.
            .serviceVersion(BlobServiceVersion.V2025_11_05);
    String used = credentials.giveTo(builder, address);
    return new Account(builder.buildClient(), used);
  }
}

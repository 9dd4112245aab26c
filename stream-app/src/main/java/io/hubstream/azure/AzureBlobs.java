package io.hubstream.azure;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens folders and blobs in Blob storage, with one connection pool and one client for each
 * account.
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

  // Where nobody of ours repeats.
  private static final RequestRetryOptions FEW_TIMES =
      new RequestRetryOptions(
          RetryPolicyType.EXPONENTIAL, 3, ANSWER, Duration.ofMillis(200), ANSWER, null);

  private final BlobAccess access;
  private final com.azure.core.http.HttpClient http;
  private final BlobCredentials credentials;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /** A client, and in words what it signs with. */
  private record Account(BlobServiceClient client, String credentials) {}

  public AzureBlobs(BlobAccess access) {
    this(access, CONNECT, ANSWER);
  }

  /**
   * With time limits of the caller's.
   *
   * @param connect longest time until a connection stands
   * @param answer longest time in which nothing comes, or nothing is taken
   */
  public AzureBlobs(BlobAccess access, Duration connect, Duration answer) {
    this.access = access;
    this.http = client(connect, answer);
    // Where tokens come from may take its time, whatever the caller's hurry.
    this.credentials = new BlobCredentials(access.environment(), client(CONNECT, ANSWER));
  }

  private static com.azure.core.http.HttpClient client(Duration connect, Duration answer) {
    return new JdkHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1))
        .connectionTimeout(connect)
        .responseTimeout(answer)
        .readTimeout(answer)
        .writeTimeout(answer)
        .build();
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
    Account account = account(address);
    return new BlobFolder(
        address,
        account.client().getBlobContainerClient(address.container()),
        new BlobRetry(address, account.credentials()));
  }

  /**
   * The blob whose container and path these are.
   *
   * @throws BlobRefusedException nothing in the environment opens it
   */
  public BlobObject object(BlobAddress address) throws BlobRefusedException {
    Account account = account(address);
    // The SDK takes a name for one that is encoded.
    String name = address.path().replace("%", "%25");
    return new BlobObject(
        account.client().getBlobContainerClient(address.container()).getBlobClient(name),
        BlobRetry.once(address, account.credentials()));
  }

  private Account account(BlobAddress address) throws BlobRefusedException {
    Account account = accounts.get(address.endpoint());
    if (account == null) {
      account = open(address);
      accounts.put(address.endpoint(), account);
    }
    return account;
  }

  /**
   * A container for what the Event Hubs SDK keeps there by itself: that is the one part of the SDK
   * that wants a client of its own.
   *
   * @throws BlobRefusedException as {@link #folder(URI)}, or it is more than a container
   * @throws BlobStoreException it is not there, or may not be read
   */
  public BlobContainerAsyncClient container(URI uri) throws BlobRefusedException, IOException {
    BlobAddress address = BlobAddress.parse(uri, access.endpoints());
    if (!address.path().isEmpty()) {
      throw new BlobRefusedException(
          "'%s' names more than a container: leave out %s"
              .formatted(address.uri(), address.path()));
    }
    BlobServiceClientBuilder builder = builder(address).retryOptions(FEW_TIMES);
    String used = credentials.giveTo(builder, address);
    BlobContainerAsyncClient container =
        builder.buildAsyncClient().getBlobContainerAsyncClient(address.container());
    boolean there =
        new BlobRetry(address, used)
            .run("looking for it", () -> container.exists().blockOptional(ANSWER).orElse(false));
    if (!there) {
      throw new BlobStoreException(
          BlobStoreException.Kind.MISSING,
          "there is no container %s; make it: az storage container create --account-name %s --name %s"
              .formatted(address.uri(), address.account(), address.container()));
    }
    return container;
  }

  private Account open(BlobAddress address) throws BlobRefusedException {
    BlobServiceClientBuilder builder = builder(address).retryOptions(ONCE);
    String used = credentials.giveTo(builder, address);
    return new Account(builder.buildClient(), used);
  }

  private BlobServiceClientBuilder builder(BlobAddress address) {
    return new BlobServiceClientBuilder()
        .endpoint(address.endpoint())
        .httpClient(http)
        // Known to the service for good, and to the emulator that the tests run.
        .serviceVersion(BlobServiceVersion.V2025_11_05);
  }
}

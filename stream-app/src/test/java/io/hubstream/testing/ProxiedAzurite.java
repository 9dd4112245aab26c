package io.hubstream.testing;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * Azurite behind a proxy that spoils answers, for all tests of a class. Where it is absent, the
 * start succeeds and each test skips: a class that does not even start vanishes from the report.
 */
public final class ProxiedAzurite implements AutoCloseable {
  private final Optional<TestAbortedException> absent;
  private final Optional<Azurite> azurite;
  private final Optional<FaultProxy> proxy;

  private ProxiedAzurite(
      Optional<TestAbortedException> absent,
      Optional<Azurite> azurite,
      Optional<FaultProxy> proxy) {
    this.absent = absent;
    this.azurite = azurite;
    this.proxy = proxy;
  }

  public static ProxiedAzurite start() throws IOException, InterruptedException {
    try {
      Azurite azurite = Azurite.start();
      return new ProxiedAzurite(
          Optional.empty(), Optional.of(azurite), Optional.of(FaultProxy.before(azurite.host())));
    } catch (TestAbortedException e) {
      return new ProxiedAzurite(Optional.of(e), Optional.empty(), Optional.empty());
    }
  }

  /** At the beginning of a test: skips it, or makes the proxy honest again. */
  public void reset() {
    absent.ifPresent(
        reason -> {
          throw reason;
        });
    proxy().reset();
  }

  public FaultProxy proxy() {
    return proxy.orElseThrow();
  }

  /** The account's key. */
  public String key() {
    return azurite.orElseThrow().key();
  }

  /** The account's endpoint, by way of the proxy. */
  public String endpoint() {
    return proxy().host() + "/" + Azurite.ACCOUNT;
  }

  /** The variable that opens the account, by way of the proxy. */
  public Map<String, String> environment() {
    return Map.of(
        "AZURE_STORAGE_CONNECTION_STRING", azurite.orElseThrow().connectionString(proxy().host()));
  }

  /** A new container, past the proxy. */
  public BlobContainerClient createContainer(String name) {
    return new BlobServiceClientBuilder()
        .connectionString(azurite.orElseThrow().connectionString(azurite.orElseThrow().host()))
        .serviceVersion(BlobServiceVersion.V2025_11_05)
        .buildClient()
        .createBlobContainer(name);
  }

  @Override
  public void close() {
    proxy.ifPresent(FaultProxy::close);
    azurite.ifPresent(Azurite::close);
  }
}

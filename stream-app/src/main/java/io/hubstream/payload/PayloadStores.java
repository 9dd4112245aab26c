package io.hubstream.payload;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAccess;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Stage;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;

/**
 * All stores that claim checks may name: what is not on the list is refused.
 *
 * <p>Safe for any thread. {@link #close()} ends the connections.
 */
public final class PayloadStores implements PayloadSource, AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final FilePayloadSource files;
  private final List<GuardedStore> remote;
  private final PayloadLimits limits;

  PayloadStores(FilePayloadSource files, List<GuardedStore> remote, PayloadLimits limits) {
    this.files = files;
    this.remote = List.copyOf(remote);
    this.limits = limits;
  }

  /**
   * @throws IllegalArgumentException an entry of the list is no place in Blob storage
   */
  public static PayloadStores of(
      FilePayloadSource files, RemoteSettings settings, PayloadLimits limits) {
    List<RemoteStore> stores = new ArrayList<>();
    Supplier<AzureBlobs> blobs = new Blobs(settings);
    settings.blobRoots().stream()
        // Where one holds the other, the smaller one is asked.
        .sorted(Comparator.comparing(String::length).reversed())
        .map(entry -> new BlobStore(root(entry, settings), settings.blobEndpoints(), blobs))
        .forEach(stores::add);
    for (String entry : settings.webHosts()) {
      stores.add(
          new WebStore(
              WebHost.of(entry, settings.privateHosts()),
              new WebStore.Connecting(
                  settings.transfers().idle(),
                  settings.transfers().connections(),
                  DefaultClientTlsStrategy.createDefault(),
                  InetAddress::getAllByName)));
    }
    GuardedStore.Limits times =
        new GuardedStore.Limits(
            settings.transfers().longest(), settings.transfers().idle(), FIRST_PAUSE);
    return new PayloadStores(
        files, stores.stream().map(store -> new GuardedStore(store, times)).toList(), limits);
  }

  private static BlobRoot root(String entry, RemoteSettings settings) {
    try {
      return BlobRoot.of(entry, settings.blobEndpoints());
    } catch (BlobRefusedException e) {
      throw new IllegalArgumentException(e.reason(), e);
    }
  }

  /** Made when the first blob is wanted: that loads the SDK's classes. */
  private static final class Blobs implements Supplier<AzureBlobs> {
    private final RemoteSettings settings;
    private @Nullable AzureBlobs blobs;

    Blobs(RemoteSettings settings) {
      this.settings = settings;
    }

    @Override
    public synchronized AzureBlobs get() {
      if (blobs == null) {
        RemoteSettings.Transfers transfers = settings.transfers();
        blobs =
            new AzureBlobs(
                new BlobAccess(
                    settings.environment(), settings.blobEndpoints(), transfers.connections()),
                transfers.idle(),
                transfers.idle());
      }
      return blobs;
    }
  }

  /** Does beforehand, on a thread of its own, what the first fetch would have to wait for. */
  public void warmUp() {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (GuardedStore store : remote) {
                  store.warmUp();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hubstream-payload-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public ByteBuffer fetch(Payload.Reference reference)
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    if (isFile(reference.uri())) {
      return files.fetch(reference);
    }
    return remote(reference).fetch(reference);
  }

  @Override
  public String store(Payload.Reference reference) throws BadRecordException {
    return isFile(reference.uri()) ? files.store(reference) : remote(reference).name();
  }

  private static boolean isFile(URI uri) {
    return uri.getScheme() == null || uri.getScheme().equalsIgnoreCase("file");
  }

  private GuardedStore remote(Payload.Reference reference) throws BadRecordException {
    URI uri = reference.uri();
    Optional<String> fault = PlainUri.fault(uri);
    if (fault.isPresent()) {
      throw refused(fault.get(), uri);
    }
    limits.require(reference.length());
    for (GuardedStore store : remote) {
      if (store.holds(uri)) {
        return store;
      }
    }
    throw refused(
        "no store that may be read holds it; payload.blob.roots and payload.https.hosts name them",
        uri);
  }

  @Override
  public boolean available(String store) {
    return remote.stream()
        .filter(each -> each.name().equals(store))
        .findFirst()
        .map(GuardedStore::answers)
        .orElseGet(() -> files.available(store));
  }

  /** Names scheme, host and path only: the rest may hold secrets. */
  private static BadRecordException refused(String why, URI uri) {
    return new BadRecordException(
        FailureKind.PAYLOAD_REFUSED,
        Stage.PAYLOAD,
        "%s: %s://%s%s".formatted(why, uri.getScheme(), uri.getHost(), uri.getRawPath()));
  }

  @Override
  public void close() {
    remote.forEach(GuardedStore::close);
  }
}

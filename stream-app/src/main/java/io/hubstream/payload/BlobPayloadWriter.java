package io.hubstream.payload;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobObject;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.azure.BlobStoreException;
import io.hubstream.content.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Payloads in Blob storage, which notes the digest of each beside it. */
final class BlobPayloadWriter implements PayloadWriter {
  private static final String SHA256 = "hubstreamsha256";
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final AzureBlobs blobs;
  private final BlobAddress root;
  private final Retry retry;

  BlobPayloadWriter(AzureBlobs blobs, BlobAddress root) {
    this.blobs = blobs;
    this.root = root;
    this.retry =
        Retry.of(
            "claim-checks",
            RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, 2.0, 0.5))
                .retryOnException(
                    e ->
                        e instanceof BlobStoreException failure
                            && failure.kind() == BlobStoreException.Kind.UNAVAILABLE)
                .build());
  }

  @Override
  public Payload.Reference write(byte[] bytes, String sha256) throws IOException {
    BlobAddress address = root;
    for (String name : PayloadWriter.names(sha256)) {
      address = address.child(name);
    }
    BlobObject blob = open(address);
    String etag = created(blob, address, bytes, sha256);
    return new Payload.Reference(address.uri(), bytes.length, sha256, Optional.of(etag));
  }

  /** Writes it, or finds it there; its ETag. */
  private String created(BlobObject blob, BlobAddress address, byte[] bytes, String sha256)
      throws IOException {
    try {
      return again(() -> blob.create(bytes, Map.of(SHA256, sha256), LONGEST));
    } catch (BlobStoreException e) {
      if (e.kind() == BlobStoreException.Kind.MISSING) {
        throw new IOException(
            "there is no container %s: az storage container create --auth-mode login --account-name %s --name %s"
                .formatted(address.container(), address.account(), address.container()),
            e);
      }
      if (e.kind() != BlobStoreException.Kind.EXISTS) {
        throw e;
      }
      BlobObject.Facts there = again(() -> blob.facts(LONGEST));
      if (there.length() != bytes.length || !sha256.equals(there.metadata().get(SHA256))) {
        throw new IOException(address.uri() + " is there, but not as its name says: delete it", e);
      }
      return there.etag();
    }
  }

  private BlobObject open(BlobAddress address) throws IOException {
    try {
      return blobs.object(address);
    } catch (BlobRefusedException e) {
      throw new IOException(e.reason(), e);
    }
  }

  private interface Request<T> {
    T make() throws IOException;
  }

  private <T> T again(Request<T> request) throws IOException {
    try {
      return Retry.decorateCheckedSupplier(retry, request::make).get();
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a request throws no other", e);
    }
  }
}

package io.hubstream.payload;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobObject;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.azure.BlobStoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A place in Blob storage. Private addresses are not refused: an account may have a private
 * endpoint, and nobody but its owner decides about its name.
 *
 * <p>Safe for any thread; nothing to close.
 */
final class BlobStore implements RemoteStore {
  private static final int LONGEST_NAME = 1_024;

  private final BlobRoot root;
  private final List<String> endpoints;
  private final Supplier<AzureBlobs> blobs;

  /**
   * @param endpoints as {@link io.hubstream.azure.BlobAccess#endpoints}
   */
  BlobStore(BlobRoot root, List<String> endpoints, Supplier<AzureBlobs> blobs) {
    this.root = root;
    this.endpoints = List.copyOf(endpoints);
    this.blobs = blobs;
  }

  @Override
  public String name() {
    return root.name();
  }

  @Override
  public boolean holds(URI uri) {
    try {
      return BlobAddress.isBlob(uri) && root.holds(BlobAddress.parse(uri, endpoints));
    } catch (BlobRefusedException e) {
      return false;
    }
  }

  @Override
  public long read(URI uri, Optional<String> etag, PayloadSink to, Duration limit)
      throws StoreFailure, InterruptedException {
    Optional<String> tag =
        etag.isPresent() ? Optional.of(WebStore.tag(etag.get())) : Optional.empty();
    BlobObject blob = blob(uri);
    try {
      return blob.read(tag, to, limit);
    } catch (IOException e) {
      throw failure(e, root.namesContainer());
    }
  }

  @Override
  public void touch(URI uri, Duration limit) throws StoreFailure, InterruptedException {
    try {
      blob(uri).touch(limit);
    } catch (IOException e) {
      throw failure(e, root.namesContainer());
    }
  }

  @Override
  public void warmUp(Duration limit) throws InterruptedException {
    try {
      touch(URI.create(root.name() + "/hubstream/warm-up"), limit);
    } catch (StoreFailure e) {
      // It is not there, of course; what else is wrong the first fetch will tell.
    }
  }

  private BlobObject blob(URI uri) throws StoreFailure {
    try {
      BlobAddress address = BlobAddress.parse(uri, endpoints);
      if (address.path().length() > LONGEST_NAME) {
        throw new StoreFailure(StoreFailure.Kind.REFUSED, "the name of the blob is too long");
      }
      return blobs.get().object(address);
    } catch (BlobRefusedException e) {
      throw new StoreFailure(StoreFailure.Kind.DENIED, e.reason());
    }
  }

  /**
   * @param ofContainer whether the entry of the list names a container: then it is not the record
   *     that names one which is not there
   */
  static StoreFailure failure(IOException e, boolean ofContainer) throws InterruptedException {
    String reason = String.valueOf(e.getMessage());
    if (e instanceof InterruptedIOException) {
      Thread.interrupted();
      throw new InterruptedException("while reading a payload");
    }
    if (e instanceof PayloadSink.LongerException) {
      return new StoreFailure(StoreFailure.Kind.MISMATCH, reason);
    }
    return e instanceof BlobStoreException answer
        ? new StoreFailure(kind(answer, ofContainer), reason)
        : new StoreFailure(StoreFailure.Kind.UNAVAILABLE, e.getClass().getSimpleName());
  }

  /**
   * A token that was not to be had says nothing of the blob, nor does a container that went away.
   */
  private static StoreFailure.Kind kind(BlobStoreException e, boolean ofContainer) {
    return e.status() == BlobStoreException.NO_ANSWER || (ofContainer && e.isPlaceAway())
        ? StoreFailure.Kind.UNAVAILABLE
        : StoreFailure.kindOf(e.status());
  }
}

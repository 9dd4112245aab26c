package io.hubstream.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobDownloadResponse;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One blob. Each call is one request: the caller does the repeating.
 *
 * <p>Owner thread: none; any may call, and blocks until the store answered or time is up. Nothing
 * to close.
 */
public final class BlobObject {
  private static final int EMPTY_BLOB = 416;

  private final BlobClient blob;
  private final BlobRetry once;

  BlobObject(BlobClient blob, BlobRetry once) {
    this.blob = blob;
    this.once = once;
  }

  /**
   * What a blob is.
   *
   * @param etag with its quotes
   */
  public record Facts(long length, String etag, Map<String, String> metadata) {
    public Facts {
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * Reads the whole blob.
   *
   * @param etag that it must have
   * @param to gets the bytes in order; what it throws is thrown on; is not closed
   * @param limit longest time
   * @return how long the store says that it is
   * @throws BlobStoreException CHANGED when it has another ETag, MISSING, DENIED, or UNAVAILABLE,
   *     with a part of it written
   */
  public long read(Optional<String> etag, OutputStream to, Duration limit) throws IOException {
    CountingStream counting = new CountingStream(to);
    BlobRequestConditions conditions = new BlobRequestConditions();
    etag.ifPresent(conditions::setIfMatch);
    return once.run(
        "reading it",
        () -> {
          try {
            BlobDownloadResponse answer =
                blob.downloadStreamWithResponse(
                    counting,
                    null,
                    new DownloadRetryOptions().setMaxRetryRequests(0),
                    conditions,
                    false,
                    limit,
                    Context.NONE);
            Long length = answer.getDeserializedHeaders().getContentLength();
            return length == null ? counting.count() : length;
          } catch (RuntimeException e) {
            if (counting.failure().isPresent()) {
              throw new BlobRetry.NotTheStore(counting.failure().get());
            }
            throw e;
          }
        });
  }

  /**
   * Reads no more than its first byte: whether it can be read.
   *
   * @throws BlobStoreException it cannot
   */
  public void touch(Duration limit) throws IOException {
    once.run(
        "asking for it",
        () -> {
          try {
            blob.downloadStreamWithResponse(
                OutputStream.nullOutputStream(),
                new BlobRange(0, 1L),
                new DownloadRetryOptions().setMaxRetryRequests(0),
                null,
                false,
                limit,
                Context.NONE);
          } catch (BlobStorageException e) {
            if (e.getStatusCode() != EMPTY_BLOB) {
              throw e;
            }
          }
          return true;
        });
  }

  /** What it is now. */
  public Facts facts(Duration limit) throws IOException {
    return once.run(
        "asking what it is",
        () -> {
          BlobProperties found =
              blob.getPropertiesWithResponse(null, limit, Context.NONE).getValue();
          return new Facts(found.getBlobSize(), quoted(found.getETag()), found.getMetadata());
        });
  }

  /**
   * Writes it.
   *
   * @return its ETag, with its quotes
   * @throws BlobStoreException EXISTS when it is there already
   */
  public String create(byte[] bytes, Map<String, String> metadata, Duration limit)
      throws IOException {
    BlobParallelUploadOptions options =
        new BlobParallelUploadOptions(BinaryData.fromBytes(bytes))
            .setMetadata(metadata)
            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
    return once.run(
        "writing it",
        () -> quoted(blob.uploadWithResponse(options, limit, Context.NONE).getValue().getETag()));
  }

  private static String quoted(String etag) {
    return etag.startsWith("\"") ? etag : "\"" + etag + "\"";
  }
}

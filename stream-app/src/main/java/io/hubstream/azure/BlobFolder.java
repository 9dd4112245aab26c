package io.hubstream.azure;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The blobs below a path. Names are relative to it.
 *
 * <p>Owner thread: none; any may call, and blocks until the store answered or time is up. Nothing
 * to close.
 */
public final class BlobFolder {
  static final Duration LONGEST_CALL = Duration.ofMinutes(2);
  private static final long UPLOAD_BLOCK = 8L << 20;
  private static final int MOST_BLOBS = 10_000;
  private static final String FOLDER_MARK = "hdi_isfolder";

  private final BlobAddress address;
  private final BlobContainerClient container;
  private final BlobRetry retry;

  BlobFolder(BlobAddress address, BlobContainerClient container, BlobRetry retry) {
    this.address = address;
    this.container = container;
    this.retry = retry;
  }

  public BlobAddress address() {
    return address;
  }

  /**
   * Every blob below, by name, without the marks of folders. A container that is not there is as an
   * empty one.
   *
   * @throws BlobStoreException the store does not say
   */
  public SortedMap<String, BlobFile> list() throws IOException {
    return list(MOST_BLOBS);
  }

  /**
   * As {@link #list()}.
   *
   * @param most blobs that may be there
   */
  public SortedMap<String, BlobFile> list(int most) throws IOException {
    try {
      return retry.run("listing it", () -> listed(most));
    } catch (BlobStoreException e) {
      if (e.kind() == BlobStoreException.Kind.MISSING) {
        return new TreeMap<>();
      }
      throw e;
    }
  }

  private SortedMap<String, BlobFile> listed(int most) throws IOException {
    String prefix = blobName("");
    SortedMap<String, BlobFile> files = new TreeMap<>();
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(prefix)
            .setDetails(new BlobListDetails().setRetrieveMetadata(true));
    for (BlobItem item : container.listBlobs(options, LONGEST_CALL)) {
      Map<String, String> metadata = item.getMetadata() == null ? Map.of() : item.getMetadata();
      boolean folder = Boolean.parseBoolean(metadata.get(FOLDER_MARK));
      if (!folder && !item.getName().endsWith("/")) {
        BlobFile file = file(item.getName().substring(prefix.length()), item, metadata);
        files.put(file.name(), file);
      }
      if (files.size() > most) {
        throw new BlobStoreException(
            BlobStoreException.Kind.UNAVAILABLE,
            "%s holds more than %d blobs: it is no version folder".formatted(address.uri(), most));
      }
    }
    return files;
  }

  private static BlobFile file(String name, BlobItem item, Map<String, String> metadata) {
    BlobItemProperties properties = item.getProperties();
    return new BlobFile(
        name,
        properties.getContentLength(),
        quoted(properties.getETag()),
        properties.getLastModified().toInstant(),
        metadata);
  }

  /** A blob of which the name is known; empty where there is none. */
  public Optional<BlobFile> find(String name) throws IOException {
    try {
      return Optional.of(retry.run("looking for " + name, () -> found(name)));
    } catch (BlobStoreException e) {
      if (e.kind() == BlobStoreException.Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private BlobFile found(String name) {
    BlobProperties properties =
        blob(name).getPropertiesWithResponse(null, LONGEST_CALL, Context.NONE).getValue();
    return new BlobFile(
        name,
        properties.getBlobSize(),
        quoted(properties.getETag()),
        properties.getLastModified().toInstant(),
        properties.getMetadata() == null ? Map.of() : properties.getMetadata());
  }

  private static String quoted(String etag) {
    return etag.startsWith("\"") ? etag : "\"" + etag + "\"";
  }

  /** The whole of a blob that is known to be small, as it was listed. */
  public byte[] read(BlobFile file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (file.size() > 0) {
      read(file, new Range(0, file.size()), bytes);
    }
    return bytes.toByteArray();
  }

  /**
   * A part of a blob.
   *
   * @param length at least 1
   */
  public record Range(long offset, long length) {}

  /**
   * Reads a part of a blob as it was listed. A cut connection is taken up where it was cut.
   *
   * @param to gets the bytes in order, each once; is not closed
   * @throws BlobStoreException CHANGED when the blob was replaced, MISSING when it is gone
   */
  public void read(BlobFile file, Range range, OutputStream to) throws IOException {
    CountingStream counting = new CountingStream(to);
    retry.run(
        "reading " + file.name(),
        () -> {
          long left = range.length() - counting.count();
          if (left > 0) {
            readOnce(file, new BlobRange(range.offset() + counting.count(), left), counting);
          }
          if (counting.count() < range.length()) {
            throw new EOFException("the answer was cut");
          }
          return true;
        });
  }

  private void readOnce(BlobFile file, BlobRange range, CountingStream to) throws IOException {
    try {
      blob(file.name())
          .downloadStreamWithResponse(
              to,
              range,
              new DownloadRetryOptions().setMaxRetryRequests(0),
              new BlobRequestConditions().setIfMatch(file.etag()),
              false,
              LONGEST_CALL,
              Context.NONE);
    } catch (RuntimeException e) {
      if (to.failure().isPresent()) {
        throw new BlobRetry.NotTheStore(to.failure().get());
      }
      throw e;
    }
  }

  /**
   * Writes a new blob.
   *
   * @param connections blocks at a time
   * @throws BlobStoreException EXISTS when it is there already
   */
  public void upload(String name, Path file, Map<String, String> metadata, int connections)
      throws IOException {
    BlobUploadFromFileOptions options =
        new BlobUploadFromFileOptions(file.toString())
            .setParallelTransferOptions(transfer(connections))
            .setMetadata(metadata)
            .setRequestConditions(absent());
    retry.run(
        "writing " + name,
        () -> blob(name).uploadFromFileWithResponse(options, null, Context.NONE));
  }

  /**
   * Writes a new blob that is in memory: whole, or not at all.
   *
   * @throws BlobStoreException EXISTS when it is there already, be it by an earlier attempt of the
   *     same call of which the answer got lost
   */
  public void write(String name, byte[] bytes) throws IOException {
    BlobParallelUploadOptions options =
        new BlobParallelUploadOptions(BinaryData.fromBytes(bytes))
            .setParallelTransferOptions(transfer(1))
            .setRequestConditions(absent());
    retry.run(
        "writing " + name,
        () -> blob(name).uploadWithResponse(options, LONGEST_CALL, Context.NONE));
  }

  private static ParallelTransferOptions transfer(int connections) {
    return new ParallelTransferOptions()
        .setBlockSizeLong(UPLOAD_BLOCK)
        .setMaxSingleUploadSizeLong(UPLOAD_BLOCK)
        .setMaxConcurrency(connections);
  }

  private static BlobRequestConditions absent() {
    return new BlobRequestConditions().setIfNoneMatch("*");
  }

  private BlobClient blob(String name) {
    return container.getBlobClient(blobName(name));
  }

  private String blobName(String name) {
    return address.path().isEmpty() ? name : address.path() + "/" + name;
  }
}

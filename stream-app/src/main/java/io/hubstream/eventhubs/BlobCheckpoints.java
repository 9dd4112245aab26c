package io.hubstream.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.checkpointstore.blob.BlobCheckpointStore;
import com.azure.storage.blob.BlobContainerAsyncClient;
import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobRefusedException;
import java.io.IOException;
import java.net.URI;

/**
 * Checkpoints in a container of Blob storage. Safe for any thread; nothing to close.
 *
 * <p>The only class beside those of {@code azure} that sees a type of the storage SDK: the SDK's
 * own store wants one.
 */
public final class BlobCheckpoints {
  private final CheckpointStore store;

  private BlobCheckpoints(CheckpointStore store) {
    this.store = store;
  }

  /**
   * Opens a container.
   *
   * @throws HubException it is not there, or cannot be used
   */
  public static BlobCheckpoints in(URI container, AzureBlobs blobs) throws HubException {
    try {
      BlobContainerAsyncClient client = blobs.container(container);
      return new BlobCheckpoints(new BlobCheckpointStore(client));
    } catch (BlobRefusedException e) {
      throw new HubException("bridge.checkpoint.container: " + e.getMessage());
    } catch (IOException e) {
      throw new HubException(
          "bridge.checkpoint.container cannot be used: %s".formatted(e.getMessage()));
    }
  }

  CheckpointStore store() {
    return store;
  }
}

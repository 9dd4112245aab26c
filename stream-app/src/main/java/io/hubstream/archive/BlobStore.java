package io.hubstream.archive;

import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAddress;
import io.hubstream.azure.BlobFile;
import io.hubstream.azure.BlobFolder;
import io.hubstream.azure.BlobRefusedException;
import io.hubstream.azure.BlobStoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A container in Blob storage, or a folder of one. Every blob is written on the condition that
 * there is none of its name, and never touched again.
 *
 * <p>Safe for any thread, and for several processes; nothing to close.
 */
final class BlobStore implements ArchiveStore {
  private final AzureBlobs blobs;
  private final BlobFolder root;

  BlobStore(AzureBlobs blobs, BlobAddress address) throws BlobRefusedException {
    this.blobs = blobs;
    this.root = blobs.folder(address);
  }

  @Override
  public String place() {
    return root.address().uri().toString();
  }

  @Override
  public SortedSet<String> list(String below) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (String name : folder(below).list(Integer.MAX_VALUE).keySet()) {
      names.add(below + name);
    }
    return names;
  }

  private BlobFolder folder(String below) throws IOException {
    if (below.isEmpty()) {
      return root;
    }
    try {
      return blobs.folder(root.address().child(below.substring(0, below.length() - 1)));
    } catch (BlobRefusedException e) {
      throw new IOException(e.reason(), e);
    }
  }

  @Override
  public Optional<byte[]> find(String name) throws IOException {
    Optional<BlobFile> file = root.find(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(root.read(file.get()));
  }

  @Override
  public boolean put(String name, byte[] bytes) throws IOException {
    try {
      root.write(name, bytes);
      return true;
    } catch (BlobStoreException e) {
      if (e.kind() == BlobStoreException.Kind.EXISTS) {
        return false;
      }
      throw e;
    }
  }
}

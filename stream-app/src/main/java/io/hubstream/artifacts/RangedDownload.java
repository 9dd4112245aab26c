package io.hubstream.artifacts;

import io.hubstream.azure.BlobFile;
import io.hubstream.azure.BlobFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches blobs in ranges, several at a time, each pinned to the ETag that was listed. Ranges that
 * an earlier try brought are not fetched again; a blob that was replaced since begins anew.
 *
 * <p>Owner thread: the one that started it, which waits for threads of its own. {@link #close} ends
 * them, and waits for a moment.
 */
final class RangedDownload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RangedDownload.class);
  private static final long RANGE = 8L << 20;
  private static final int CLOSE_SECONDS = 5;

  private final BlobFolder folder;
  private final Path target;
  private final FetchProgress progress;
  private final ExecutorService threads;

  private record Part(BlobFile file, BlobFolder.Range range) {}

  private RangedDownload(
      BlobFolder folder, Path target, FetchProgress progress, ExecutorService threads) {
    this.folder = folder;
    this.target = target;
    this.progress = progress;
    this.threads = threads;
  }

  /**
   * @param target folder of the files, which have their sizes already
   * @param progress file with what is done
   */
  static RangedDownload start(BlobFolder folder, Path target, Path progress, int connections)
      throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            connections,
            task -> {
              Thread thread = new Thread(task, "hubstream-model-download");
              thread.setDaemon(true);
              return thread;
            });
    return new RangedDownload(folder, target, FetchProgress.open(progress), threads);
  }

  /**
   * Fetches what is left.
   *
   * @return whether something had been fetched before
   * @throws IOException a range did not come; those that did are noted
   */
  boolean fetch(List<BlobFile> files) throws IOException {
    List<Part> all = files.stream().flatMap(file -> parts(file).stream()).toList();
    List<Part> left = all.stream().filter(part -> !isDone(part)).toList();
    if (left.size() < all.size()) {
      LOG.info(
          "going on with {}: {} of {} parts are here",
          folder.address().uri(),
          all.size() - left.size(),
          all.size());
    }
    CompletionService<Part> running = new ExecutorCompletionService<>(threads);
    left.forEach(part -> running.submit(() -> fetched(part)));
    for (int i = 0; i < left.size(); i++) {
      awaitOne(running);
    }
    return left.size() < all.size();
  }

  private static List<Part> parts(BlobFile file) {
    List<Part> parts = new ArrayList<>();
    for (long offset = 0; offset < file.size(); offset += RANGE) {
      long length = Math.min(RANGE, file.size() - offset);
      parts.add(new Part(file, new BlobFolder.Range(offset, length)));
    }
    return parts;
  }

  private boolean isDone(Part part) {
    return progress.isDone(part.file().name(), part.file().etag(), part.range());
  }

  private Part fetched(Part part) throws IOException {
    Path file = target.resolve(part.file().name());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.position(part.range().offset());
      OutputStream out = Channels.newOutputStream(channel);
      folder.read(part.file(), part.range(), out);
    }
    progress.done(part.file().name(), part.file().etag(), part.range());
    return part;
  }

  private static void awaitOne(CompletionService<Part> running) throws IOException {
    try {
      running.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a model version was fetched");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a part could not be fetched", e.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a download of {} does not end", folder.address().uri());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      progress.close();
    }
  }
}

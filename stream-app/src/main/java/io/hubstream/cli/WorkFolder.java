package io.hubstream.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A folder of one run of a command, deleted with everything in it, also when the command is
 * interrupted. What a killed run left is deleted by the next one: the system gives up the lock of a
 * dead process.
 *
 * <p>Owned by one thread.
 */
final class WorkFolder implements AutoCloseable {
  private static final String PREFIX = "run-";
  private static final String LOCK = ".lock";
  private static final Duration CHILDREN_LIMIT = Duration.ofSeconds(2);

  private final Path path;
  private final FileChannel lock;
  private final Thread hook;
  private boolean kept;

  private WorkFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
    this.hook = new Thread(this::deleteAtExit, "hubstream-delete-work");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes a new folder in {@code parent}, which is created if need be. */
  static WorkFolder in(Path parent) throws IOException {
    Files.createDirectories(parent);
    sweep(parent);
    Path path = Files.createTempDirectory(parent, PREFIX).toRealPath();
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new WorkFolder(path, lock);
  }

  private static void sweep(Path parent) throws IOException {
    List<Path> runs;
    try (Stream<Path> list = Files.list(parent)) {
      runs = list.filter(p -> String.valueOf(p.getFileName()).startsWith(PREFIX)).toList();
    }
    for (Path run : runs) {
      if (Files.exists(run.resolve(LOCK)) && isAbandoned(run.resolve(LOCK))) {
        delete(run);
      }
    }
  }

  private static boolean isAbandoned(Path lock) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** It is to stay, and to be left alone by later runs. */
  void keep() throws IOException {
    kept = true;
    Files.deleteIfExists(path.resolve(LOCK));
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The process is ending: the hook does it.
    }
    lock.close();
    if (!kept) {
      delete(path);
    }
  }

  /** Child processes would go on writing there. */
  private void deleteAtExit() {
    if (kept) {
      return;
    }
    try {
      CompletableFuture<?>[] ends =
          ProcessHandle.current()
              .descendants()
              .peek(ProcessHandle::destroyForcibly)
              .map(ProcessHandle::onExit)
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(ends).get(CHILDREN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      delete(path);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | IOException e) {
      // The process is ending; the next run deletes what is left.
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

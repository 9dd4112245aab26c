package io.hubstream.artifacts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one at a time holds, of all processes and of all threads of this one. The system lets
 * it go when a process ends, however that was.
 *
 * <p>Owner thread: whoever got it; any thread may close it.
 */
final class LockFile implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(50);

  // A lock belongs to the process: asking the system twice for a file throws, and closing any
  // channel of a file gives up the process's lock of it. So what is held is known for all of it.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private LockFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes it unless another one has it. The folder must be there. */
  static Optional<LockFile> tryLock(Path file) throws IOException {
    Path key = file.toAbsolutePath().normalize();
    if (!HELD.add(key)) {
      return Optional.empty();
    }
    Optional<LockFile> taken = Optional.empty();
    try {
      taken = taken(key);
    } finally {
      if (taken.isEmpty()) {
        HELD.remove(key);
      }
    }
    return taken;
  }

  private static Optional<LockFile> taken(Path key) throws IOException {
    FileChannel channel =
        FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? Optional.of(new LockFile(key, channel)) : Optional.empty();
  }

  /**
   * Waits for it.
   *
   * @throws IOException another one has it for longer, or the thread was interrupted
   */
  static LockFile lock(Path file, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<LockFile> lock = tryLock(file);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "another process has held %s for %d s".formatted(file, atMost.toSeconds()));
      }
      try {
        Thread.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for " + file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}

package io.hubstream.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While it is open, a cached version is not evicted, by this process or another one.
 *
 * <p>Owner thread: any may close it, also twice.
 */
final class CacheUse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheUse.class);

  private final CachedVersion version;
  private final Path file;
  private final LockFile lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  CacheUse(CachedVersion version, Path file, LockFile lock) {
    this.version = version;
    this.file = file;
    this.lock = lock;
  }

  boolean isOf(Path folder) {
    return version.home().equals(folder);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (lock) {
      version.touch();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the end of the use of {} could not be noted: {}", version.home(), e.toString());
    }
  }
}

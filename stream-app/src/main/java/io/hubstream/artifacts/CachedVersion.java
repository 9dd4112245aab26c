package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest.FileEntry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where a version lies in the cache: {@code <digest>/} once it was verified, and what belongs to it
 * beside, in {@code .work/<digest>/}. Several processes may look at the same one.
 *
 * <p>Owner thread: any, but only who holds the {@linkplain #lock lock} changes anything, apart from
 * the end of a use.
 */
final class CachedVersion {
  static final String WORK = ".work";
  private static final Duration LONGEST_FETCH_OF_ANOTHER = Duration.ofMinutes(10);

  private final Path root;
  private final String hex;
  private final Clock clock;

  /**
   * @param hex the digest without its prefix
   * @param clock what says when it was wanted
   */
  CachedVersion(Path root, String hex, Clock clock) {
    this.root = root;
    this.hex = hex;
    this.clock = clock;
  }

  String hex() {
    return hex;
  }

  /** The verified copy, if it is there. */
  Path home() {
    return root.resolve(hex);
  }

  /** What has been fetched so far. */
  Path partial() {
    return work().resolve("partial");
  }

  /** Which parts of that are done. */
  Path progress() {
    return work().resolve("progress");
  }

  private Path work() {
    return root.resolve(WORK).resolve(hex);
  }

  /** Waits until nobody else fetches or evicts it. */
  LockFile lock() throws IOException {
    Files.createDirectories(work());
    return LockFile.lock(work().resolve("lock"), LONGEST_FETCH_OF_ANOTHER);
  }

  /** As {@link #lock}, unless another one has it. */
  Optional<LockFile> tryLock() throws IOException {
    Files.createDirectories(work());
    return LockFile.tryLock(work().resolve("lock"));
  }

  /** From now on it is in use, until that is closed. The caller holds the lock. */
  CacheUse use() throws IOException {
    Path uses = Files.createDirectories(work().resolve("uses"));
    Path file = uses.resolve(UUID.randomUUID().toString());
    return new CacheUse(this, file, LockFile.lock(file, Duration.ZERO));
  }

  /** Whether a process that lives uses it. The caller holds the lock. */
  boolean inUse() throws IOException {
    Path uses = work().resolve("uses");
    if (!Files.isDirectory(uses)) {
      return false;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(uses)) {
      files = list.toList();
    }
    for (Path file : files) {
      Optional<LockFile> lock = LockFile.tryLock(file);
      if (lock.isEmpty()) {
        return true;
      }
      // Its process has ended without a word.
      Files.deleteIfExists(file);
      lock.get().close();
    }
    return false;
  }

  /** It is wanted now. */
  void touch() throws IOException {
    Path used = Files.createDirectories(work()).resolve("used");
    if (!Files.exists(used)) {
      Files.write(used, new byte[0]);
    }
    Files.setLastModifiedTime(used, FileTime.from(clock.instant()));
  }

  /** When it was wanted last; long ago when nobody knows. */
  Instant lastUsed() throws IOException {
    Path used = work().resolve("used");
    return Files.exists(used) ? Files.getLastModifiedTime(used).toInstant() : Instant.EPOCH;
  }

  /** Bytes of all that is here of it. */
  long size() throws IOException {
    return VersionFiles.size(home()) + VersionFiles.size(partial()) + VersionFiles.size(gone());
  }

  /**
   * Deletes all that is here of it. It leaves its place in one step, so that nobody sees half of
   * it. The caller holds the lock.
   */
  void delete() throws IOException {
    VersionFiles.deleteTree(gone());
    if (Files.exists(home())) {
      Files.move(home(), gone(), StandardCopyOption.ATOMIC_MOVE);
    }
    VersionFiles.deleteTree(gone());
    discardPartial();
  }

  /**
   * Gives the partial copy its files, each as long as it will be: so they count as taken. What is
   * there of an earlier try stays. The caller holds the lock.
   */
  void allocate(List<FileEntry> files) throws IOException {
    boolean same = true;
    for (FileEntry entry : files) {
      Path file = partial().resolve(entry.path());
      if (!Files.isRegularFile(file) || Files.size(file) != entry.size()) {
        same = false;
        Path parent = file.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
          sized.setLength(entry.size());
        }
      }
    }
    if (!same) {
      Files.deleteIfExists(progress());
    }
  }

  /** Forgets what has been fetched so far. The caller holds the lock. */
  void discardPartial() throws IOException {
    Files.deleteIfExists(progress());
    VersionFiles.deleteTree(partial());
  }

  private Path gone() {
    return work().resolve("gone");
  }
}

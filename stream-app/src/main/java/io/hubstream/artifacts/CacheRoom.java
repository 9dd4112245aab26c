package io.hubstream.artifacts;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cache within its limit: what was wanted longest ago goes first, and what is loaded or
 * being fetched, by whichever process, stays.
 *
 * <p>Owner thread: the one that fetches. Several processes may do this in the same folder.
 */
final class CacheRoom {
  private static final Logger LOG = LoggerFactory.getLogger(CacheRoom.class);
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Path root;
  private final long maxBytes;
  private final Clock clock;

  /** Takes the room that was made. */
  interface Reservation {
    void take() throws IOException;
  }

  /** Something that may have to go. */
  private record Other(CachedVersion version, long bytes, Instant lastUsed) {}

  CacheRoom(CacheSettings settings, Clock clock) {
    this.root = settings.root().toAbsolutePath();
    this.maxBytes = settings.maxBytes();
    this.clock = clock;
  }

  CachedVersion version(String hex) {
    return new CachedVersion(root, hex, clock);
  }

  /**
   * Makes room for a version, and takes it before anybody else can.
   *
   * @param bytes what it needs in all; what is there of it counts as nothing
   * @throws ModelRefusedException it is larger than the whole cache may be
   * @throws IOException there is no room now: too much is in use
   */
  void reserve(CachedVersion wanted, long bytes, Reservation reservation)
      throws ModelRefusedException, IOException {
    if (bytes > maxBytes) {
      throw new ModelRefusedException(
          "it has %d bytes, and the cache %s may hold %d: raise models.cache.max.bytes"
              .formatted(bytes, root, maxBytes));
    }
    try (LockFile lock =
        LockFile.lock(root.resolve(CachedVersion.WORK).resolve("room"), LONGEST_WAIT)) {
      List<Other> others = others(wanted);
      long taken = others.stream().mapToLong(Other::bytes).sum();
      for (Other other : others) {
        if (bytes <= maxBytes - taken) {
          break;
        }
        taken -= evicted(other);
      }
      if (bytes > maxBytes - taken) {
        throw new IOException(
            "no room for %d bytes: %d of the %d that the cache %s may hold are in use; unload a model, or raise models.cache.max.bytes"
                .formatted(bytes, taken, maxBytes, root));
      }
      reservation.take();
    }
  }

  /** What else is there, that which was wanted longest ago first. */
  private List<Other> others(CachedVersion wanted) throws IOException {
    Set<String> names = new TreeSet<>(names(root));
    names.addAll(names(root.resolve(CachedVersion.WORK)));
    names.remove(wanted.hex());
    List<Other> others = new ArrayList<>();
    for (String name : names) {
      CachedVersion version = version(name);
      others.add(new Other(version, version.size(), version.lastUsed()));
    }
    others.sort(Comparator.comparing(Other::lastUsed));
    return others;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> HEX.matcher(name).matches())
          .toList();
    }
  }

  /** Evicts it if nobody needs it; returns the bytes that became free. */
  private static long evicted(Other other) throws IOException {
    if (other.bytes() == 0) {
      return 0;
    }
    Optional<LockFile> lock = other.version().tryLock();
    if (lock.isEmpty()) {
      return 0;
    }
    try (LockFile held = lock.get()) {
      if (other.version().inUse()) {
        return 0;
      }
      other.version().delete();
    }
    LOG.info("evicted {} from the model cache: {} bytes", other.version().hex(), other.bytes());
    return other.bytes();
  }
}

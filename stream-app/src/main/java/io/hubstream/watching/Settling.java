package io.hubstream.watching;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which folders keep still. A folder has settled when two looks, at least the set time apart, and
 * every look between them found the same.
 *
 * <p>It goes by the time of this process and not by the times of the files: a network mount may
 * have a clock of its own.
 *
 * <p>Owner thread: the watch. It has no close.
 */
final class Settling {
  private record Look(Listing listing, long sinceNanos) {}

  private final long settleNanos;
  private final Map<Path, Look> looks = new HashMap<>();

  Settling(Duration settle) {
    this.settleNanos = settle.toNanos();
  }

  /** Takes in a look; whether the folder has settled by it. */
  boolean look(Path folder, Listing listing, long nowNanos) {
    Look before = looks.get(folder);
    if (before == null || !before.listing().equals(listing)) {
      looks.put(folder, new Look(listing, nowNanos));
      return false;
    }
    return nowNanos - before.sinceNanos() >= settleNanos;
  }

  /** It must settle anew. */
  void forget(Path folder) {
    looks.remove(folder);
  }

  void keepOnly(Set<Path> folders) {
    looks.keySet().retainAll(folders);
  }
}

package io.hubstream.artifacts;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The use of the version that is being fetched, or was and has not been loaded yet. One that nobody
 * went on with ends when the next begins.
 *
 * <p>Safe for any thread.
 */
final class CurrentFetch {
  private @Nullable CacheUse use;

  /** Ends what was before. */
  synchronized void begin(CacheUse next) {
    end();
    use = next;
  }

  /** It is not wanted any more. */
  synchronized void end() {
    if (use != null) {
      use.close();
      use = null;
    }
  }

  /** Gives the use of a folder to whoever loads it; empty when it is not the current one. */
  synchronized Optional<CacheUse> handOver(Path folder) {
    CacheUse mine = use;
    if (mine == null || !mine.isOf(folder)) {
      return Optional.empty();
    }
    use = null;
    return Optional.of(mine);
  }
}

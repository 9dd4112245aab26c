package io.hubstream.artifacts;

import io.hubstream.artifacts.StoredVersion.StoredFile;
import io.hubstream.artifacts.StoredVersion.StoredManifest;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether a version in a store is whole. What is missing, or shorter than it will be, is
 * waited for while it may still appear: a mounted container shows files late, and a version may be
 * uploaded just now. What is there and should not be, or is longer, is refused at once.
 *
 * <p>Owner thread: the one that fetches.
 */
final class Completeness {
  private final Duration settle;
  private final Clock clock;
  private final Map<String, Instant> incompleteSince = new HashMap<>();

  Completeness(Duration settle, Clock clock) {
    this.settle = settle;
    this.clock = clock;
  }

  /**
   * The manifest of a version.
   *
   * @param digest of the version that is wanted
   * @throws ModelRefusedException there is none, and none will come
   * @throws IOException there is none yet, or the store is out of reach
   */
  StoredManifest manifest(String digest, StoredVersion version)
      throws ModelRefusedException, IOException {
    Optional<StoredManifest> manifest = version.manifest();
    if (manifest.isEmpty()) {
      throw incomplete(
          digest,
          clock.instant(),
          "%s holds no %s: it is not packaged, or not whole"
              .formatted(version.place(), ModelManifest.FILE_NAME));
    }
    return manifest.get();
  }

  /**
   * The files of a version, which are all there and nothing else is.
   *
   * @throws ModelRefusedException a file is too many or too long, or missing for good
   * @throws IOException a file is missing yet, or the store is out of reach
   */
  Map<String, StoredFile> files(
      String digest, StoredVersion version, List<FileEntry> expected, Instant manifestModified)
      throws ModelRefusedException, IOException {
    Map<String, StoredFile> listed = new HashMap<>(version.list());
    Map<String, StoredFile> found = new HashMap<>();
    for (FileEntry entry : expected) {
      StoredFile seen = listed.remove(entry.path());
      // What a listing does not show, or shows short, may be there when it is asked for.
      Optional<StoredFile> file =
          seen != null && seen.size() == entry.size()
              ? Optional.of(seen)
              : version.find(entry.path());
      if (file.isEmpty()) {
        throw incomplete(
            digest,
            manifestModified,
            "'%s' is missing in %s".formatted(entry.path(), version.place()));
      }
      if (file.get().size() != entry.size()) {
        throw wrongSize(digest, manifestModified, entry, file.get().size());
      }
      found.put(entry.path(), file.get());
    }
    Optional<String> stranger = listed.keySet().stream().sorted().findFirst();
    if (stranger.isPresent()) {
      throw new ModelRefusedException(
          "'%s' is not in the manifest of %s: publish the version again under another name"
              .formatted(stranger.get(), version.place()));
    }
    incompleteSince.remove(digest);
    return found;
  }

  private IOException wrongSize(String digest, Instant manifestModified, FileEntry entry, long size)
      throws ModelRefusedException {
    String reason =
        "'%s' has %d bytes, the manifest says %d".formatted(entry.path(), size, entry.size());
    if (size > entry.size()) {
      throw new ModelRefusedException(reason);
    }
    return incomplete(digest, manifestModified, reason);
  }

  /**
   * What is to be thrown while it may pass.
   *
   * @param newest when something was last written there, as far as that is known
   */
  private IOException incomplete(String digest, Instant newest, String reason)
      throws ModelRefusedException {
    Instant now = clock.instant();
    Instant since = incompleteSince.computeIfAbsent(digest, key -> now);
    Instant end = (since.isBefore(newest) ? since : newest).plus(settle);
    if (!now.isBefore(end)) {
      incompleteSince.remove(digest);
      throw new ModelRefusedException(
          "%s; files that appear late were waited for (models.store.settle.ms = %d): publish it again"
              .formatted(reason, settle.toMillis()));
    }
    return new IOException(
        "%s yet; it may still appear, and is waited for until %s".formatted(reason, end));
  }
}

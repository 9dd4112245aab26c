package io.hubstream.artifacts;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Fills a folder that {@link BakedArtifacts} reads: each version is fetched, verified and named by
 * its digest. Owned by one thread; close leaves nothing in the folder but versions.
 */
public final class Baking implements AutoCloseable {
  private final Path folder;
  private final LocalArtifactCache cache;

  /**
   * @param folder made if it is missing; nobody else writes to it meanwhile
   */
  public Baking(Path folder, ArtifactStores stores) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.cache =
        new LocalArtifactCache(
            new CacheSettings(folder, Long.MAX_VALUE, Duration.ZERO), stores, Clock.systemUTC());
  }

  /**
   * Puts a version into the folder; one that is there already is verified again.
   *
   * @throws ModelRefusedException it is not what its manifest or its digest says
   * @throws IOException it cannot be read now, or the folder cannot be written to
   */
  public ModelArtifact bake(DesiredVersion version) throws ModelRefusedException, IOException {
    return cache.fetch(version).verify();
  }

  @Override
  public void close() throws IOException {
    cache.release();
    VersionFiles.deleteTree(folder.resolve(CachedVersion.WORK));
  }
}

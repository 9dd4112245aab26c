package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Versions that lie on this machine for good, such as in a container's image, each in a folder that
 * is named by its digest. Whatever is not there, or not as it should be, comes from elsewhere. The
 * folders are only read.
 *
 * @param roots where to look, in this order
 * @param elsewhere asked for all the rest
 */
public record BakedArtifacts(List<Path> roots, ArtifactSource elsewhere) implements ArtifactSource {
  private static final Logger LOG = LoggerFactory.getLogger(BakedArtifacts.class);
  private static final int DIGEST_PREFIX = "sha256:".length();

  public BakedArtifacts {
    roots = List.copyOf(roots);
  }

  @Override
  public FetchedArtifact fetch(DesiredVersion wanted) throws ModelRefusedException, IOException {
    ModelVersion version = wanted.version();
    if (ArtifactPaths.isDigest(version.digest())) {
      for (Path root : roots) {
        Path folder = root.resolve(version.digest().substring(DIGEST_PREFIX));
        if (Files.isDirectory(folder) && isWhole(folder, version)) {
          return () -> LocalArtifactCache.verified(folder, version);
        }
      }
    }
    return elsewhere.fetch(wanted);
  }

  private static boolean isWhole(Path folder, ModelVersion version) {
    try {
      LocalArtifactCache.verified(folder, version);
      return true;
    } catch (ModelRefusedException e) {
      LOG.warn("baked copy of {} in {} is left: {}", version.display(), folder, e.reason());
    } catch (IOException e) {
      LOG.warn(
          "baked copy of {} in {} cannot be read: {}", version.display(), folder, e.toString());
    }
    return false;
  }
}

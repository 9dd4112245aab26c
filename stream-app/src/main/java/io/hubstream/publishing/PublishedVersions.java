package io.hubstream.publishing;

import io.hubstream.serving.DesiredVersion;
import java.util.List;

/**
 * A model of which at least one version was published.
 *
 * @param versions published versions, oldest first, one or more
 */
public record PublishedVersions(String name, List<DesiredVersion> versions) {
  public PublishedVersions {
    versions = List.copyOf(versions);
  }

  /** The newest version. */
  public DesiredVersion latest() {
    return versions.get(versions.size() - 1);
  }
}

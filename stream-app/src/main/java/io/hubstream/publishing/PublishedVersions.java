package io.hubstream.publishing;

import io.hubstream.serving.DesiredVersion;
import java.util.List;
import java.util.Optional;

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

  /** The version before the newest. */
  public Optional<DesiredVersion> beforeLatest() {
    return versions.size() < 2 ? Optional.empty() : Optional.of(versions.get(versions.size() - 2));
  }
}

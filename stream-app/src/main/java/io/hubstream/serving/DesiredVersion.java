package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.net.URI;
import java.util.Optional;

/**
 * A version that the registry names, with where to fetch it.
 *
 * @param version which one, digest included
 * @param artifactUri its folder in the artifact store
 * @param stage the stage it was published for, free text ({@code production}); empty for none
 * @param approval who approved it
 */
public record DesiredVersion(
    ModelVersion version, URI artifactUri, String stage, Optional<Approval> approval) {

  /** A version that nobody approved. */
  public DesiredVersion(ModelVersion version, URI artifactUri, String stage) {
    this(version, artifactUri, stage, Optional.empty());
  }

  /** The same version with this approval, or without any. */
  public DesiredVersion approved(Optional<Approval> by) {
    return new DesiredVersion(version, artifactUri, stage, by);
  }
}

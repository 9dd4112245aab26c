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
 * @param breaking whether consumers of the version that it replaces were told that they will notice
 */
public record DesiredVersion(
    ModelVersion version,
    URI artifactUri,
    String stage,
    Optional<Approval> approval,
    boolean breaking) {

  /** A version that nobody approved, and that breaks nothing. */
  public DesiredVersion(ModelVersion version, URI artifactUri, String stage) {
    this(version, artifactUri, stage, Optional.empty(), false);
  }

  /** The same version with this approval, or without any. */
  public DesiredVersion approved(Optional<Approval> by) {
    return new DesiredVersion(version, artifactUri, stage, by, breaking);
  }

  /** The same version, declared to break what consumers rely on, or not. */
  public DesiredVersion breaking(boolean declared) {
    return new DesiredVersion(version, artifactUri, stage, approval, declared);
  }
}

package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.net.URI;

/**
 * A version that the registry names, with where to fetch it.
 *
 * @param version which one, digest included
 * @param artifactUri its folder in the artifact store
 * @param stage the stage it was published for, free text ({@code production}); empty for none
 * @param breaking whether consumers of the version that it replaces were told that they will notice
 */
public record DesiredVersion(
    ModelVersion version, URI artifactUri, String stage, boolean breaking) {

  /** One that breaks nothing. */
  public DesiredVersion(ModelVersion version, URI artifactUri, String stage) {
    this(version, artifactUri, stage, false);
  }
}

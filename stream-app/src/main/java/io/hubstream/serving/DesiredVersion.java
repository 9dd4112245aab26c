package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.net.URI;

/**
 * A version that the registry names, with where to fetch it.
 *
 * @param version which one, digest included
 * @param artifactUri its folder in the artifact store
 * @param stage the stage it was published for, free text ({@code production}); empty for none
 */
public record DesiredVersion(ModelVersion version, URI artifactUri, String stage) {}

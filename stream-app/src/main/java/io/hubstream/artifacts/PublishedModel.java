package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import java.net.URI;

/** A version in a store. */
public record PublishedModel(ModelVersion version, URI artifactUri) {}

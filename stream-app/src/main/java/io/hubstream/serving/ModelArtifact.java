package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.nio.file.Path;

/**
 * A version's files, fetched and verified: every file of the manifest is there with the size and
 * digest it says, and no other file is.
 *
 * @param version the version, whose digest is that of the manifest
 * @param folder the version folder on local disk, never written to again
 * @param manifest what {@code hubstream-model.json} says
 */
public record ModelArtifact(ModelVersion version, Path folder, ModelManifest manifest) {}

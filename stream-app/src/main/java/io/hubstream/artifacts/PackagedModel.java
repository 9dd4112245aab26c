package io.hubstream.artifacts;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ModelManifest;
import java.nio.file.Path;

/**
 * A complete version folder.
 *
 * @param version its digest is that of the manifest's bytes
 * @param folder where it stands
 */
public record PackagedModel(ModelVersion version, Path folder, ModelManifest manifest) {}

package io.hubstream.artifacts;

import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelManifest.Lineage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What to package.
 *
 * @param folder a version folder: {@code saved_model.pb}, {@code variables/}, {@code assets/}
 * @param model the model's name
 * @param version the version's name
 * @param owner who answers for it
 * @param lineage where it comes from
 * @param labelsFile one label a line, in output order; goes before the labels of the hints
 * @param hints what goes before inference
 * @param createdAt written into the manifest; equal requests give equal digests
 */
public record PackageRequest(
    Path folder,
    String model,
    String version,
    String owner,
    Lineage lineage,
    Optional<Path> labelsFile,
    ManifestHints hints,
    Instant createdAt) {}

package io.hubstream.importing;

import io.hubstream.serving.ManifestHints;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to import, and as what.
 *
 * @param out folder that gets {@code NAME/VERSION/}
 * @param sha256 what the archive's bytes must have, hexadecimal; empty to take them as they come
 * @param hints what goes before inference
 */
public record ImportRequest(
    ModelHandle handle,
    Path out,
    Naming naming,
    Attribution attribution,
    Optional<String> sha256,
    ManifestHints hints) {

  /**
   * Names that go before those of the handle.
   *
   * @param version chooses from version folders too
   */
  public record Naming(Optional<String> name, Optional<String> version) {}

  /** Who answers for the model, and what is known of its making. */
  public record Attribution(String owner, String trainingRun, String dataset) {}
}

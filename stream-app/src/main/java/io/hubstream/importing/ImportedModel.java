package io.hubstream.importing;

import io.hubstream.artifacts.PackagedModel;
import java.util.Optional;

/**
 * A model that was imported.
 *
 * @param model where it stands now, with its digest
 * @param archive digest of the archive that it came in, if it came in one
 */
public record ImportedModel(PackagedModel model, Optional<ArchiveDigest> archive) {

  /**
   * What was unpacked.
   *
   * @param sha256 hexadecimal
   */
  public record ArchiveDigest(String sha256, long bytes) {}
}

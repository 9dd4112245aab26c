package io.hubstream.serving;

import java.io.IOException;

/** Fetches and verifies artifacts. Implemented by {@code artifacts}. */
public interface ArtifactSource {

  /**
   * Fetches a version into the local cache.
   *
   * @throws ModelRefusedException the artifact is not what was asked for: retrying is no use
   * @throws IOException it could not be read now: retrying may help
   */
  FetchedArtifact fetch(DesiredVersion wanted) throws ModelRefusedException, IOException;

  /** A complete local copy that has not been verified. */
  interface FetchedArtifact {
    /**
     * Checks every file against the manifest, and the manifest against the wanted digest.
     *
     * @throws ModelRefusedException naming the file that differs, is missing, or is too many
     * @throws IOException it could not be read
     */
    ModelArtifact verify() throws ModelRefusedException, IOException;
  }
}

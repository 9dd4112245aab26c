package io.hubstream.bridge;

import io.hubstream.serving.DesiredVersion;
import java.io.IOException;

/** Finds what an announcement names. */
public interface ArtifactLookup {
  /**
   * The version with its digest, its folder and its stage.
   *
   * @throws UnusableEventException there is none, or not the one that was announced
   * @throws IOException it cannot be told now
   */
  DesiredVersion find(Announcement announcement)
      throws UnusableEventException, IOException, InterruptedException;
}

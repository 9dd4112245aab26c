package io.hubstream.artifacts;

import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.util.List;

/** Adds to a version folder, before its manifest is written, what only a run of the model tells. */
@FunctionalInterface
public interface PackageExtras {

  /** Adds nothing. */
  PackageExtras NONE = (folder, draft) -> List.of();

  /**
   * @param draft the manifest without files and golden samples
   * @return the golden samples, whose files it has put into the folder
   * @throws ModelRefusedException the model cannot be run, or what it gives is no reference
   */
  List<GoldenSample> add(VersionFolder folder, ModelManifest draft)
      throws ModelRefusedException, IOException;
}

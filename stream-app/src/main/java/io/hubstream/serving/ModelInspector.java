package io.hubstream.serving;

import java.nio.file.Path;

/**
 * Reads off an exported model what a manifest must say. Implemented by {@code serving.tensorflow};
 * packaging calls it, so that what serves is always what the manifest says and never a guess.
 */
@FunctionalInterface
public interface ModelInspector {

  /**
   * @param folder a version folder
   * @param hints what goes before inference
   * @throws ModelRefusedException no content can be made into its input, or it could not be loaded
   */
  InferredModel infer(Path folder, ManifestHints hints) throws ModelRefusedException;
}

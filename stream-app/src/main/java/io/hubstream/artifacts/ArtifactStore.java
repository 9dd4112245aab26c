package io.hubstream.artifacts;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;

/** Where versions are published to, as {@code <root>/<name>/<version>/}. */
public interface ArtifactStore {

  /**
   * Copies a packaged version into the store, its manifest last. A version that is there already
   * with the same digest is left as it is.
   *
   * @throws ModelRefusedException the folder is not what its manifest says, or the store holds
   *     another version of the same name
   * @throws IOException reading or writing failed
   */
  PublishedModel publish(Path versionFolder) throws ModelRefusedException, IOException;
}

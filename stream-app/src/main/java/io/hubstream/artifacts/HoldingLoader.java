package io.hubstream.artifacts;

import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.util.Optional;

/** A loader whose servables keep their files in the cache until they are closed. */
record HoldingLoader(ServableLoader loader, CurrentFetch current) implements ServableLoader {

  @Override
  public Servable load(ModelArtifact artifact) throws ModelRefusedException {
    Optional<CacheUse> use = current.handOver(artifact.folder());
    if (use.isEmpty()) {
      return loader.load(artifact);
    }
    boolean loaded = false;
    try {
      Servable servable = new HeldServable(loader.load(artifact), use.get());
      loaded = true;
      return servable;
    } finally {
      if (!loaded) {
        use.get().close();
      }
    }
  }

  @Override
  public Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    return loader.examine(artifact);
  }

  @Override
  public boolean onDevice() {
    return loader.onDevice();
  }
}

package io.hubstream.artifacts;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.util.List;

/** A servable whose files stay in the cache until it is closed. Passes on every call. */
record HeldServable(Servable servable, CacheUse use) implements Servable {

  @Override
  public ModelSpec spec() {
    return servable.spec();
  }

  @Override
  public String device() {
    return servable.device();
  }

  @Override
  public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) throws InferenceException {
    return servable.run(inputs, paddedSize);
  }

  @Override
  public int replayRecorded(ModelArtifact artifact) throws ModelRefusedException {
    return servable.replayRecorded(artifact);
  }

  @Override
  public void close() {
    try (use) {
      servable.close();
    }
  }
}

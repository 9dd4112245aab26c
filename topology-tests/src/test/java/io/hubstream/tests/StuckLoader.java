package io.hubstream.tests;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Loads as another loader does, but the runs of versions named {@link #STUCK} do not end until this
 * is closed. A graph that never ends would take a core of the test's machine for good.
 */
final class StuckLoader implements ServableLoader, AutoCloseable {
  static final String STUCK = "stuck";

  private final ServableLoader loader;
  private final CountDownLatch closed = new CountDownLatch(1);

  StuckLoader(ServableLoader loader) {
    this.loader = loader;
  }

  @Override
  public Servable load(ModelArtifact artifact) throws ModelRefusedException {
    Servable servable = loader.load(artifact);
    return artifact.version().version().equals(STUCK) ? new Stuck(servable) : servable;
  }

  @Override
  public Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    return loader.examine(artifact);
  }

  @Override
  public boolean onDevice() {
    return loader.onDevice();
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private final class Stuck implements Servable {
    private final Servable servable;

    private Stuck(Servable servable) {
      this.servable = servable;
    }

    @Override
    public ModelSpec spec() {
      return servable.spec();
    }

    @Override
    public String device() {
      return servable.device();
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize)
        throws InferenceException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return servable.run(inputs, paddedSize);
    }

    @Override
    public void close() {
      servable.close();
    }
  }
}

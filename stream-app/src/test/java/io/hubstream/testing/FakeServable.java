package io.hubstream.testing;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A servable without a model. By default each row gives an embedding of ones and equal
 * probabilities, as long as the spec says. Safe for any thread.
 */
public final class FakeServable implements Servable {

  /** What happens at each run. */
  @FunctionalInterface
  public interface Run {
    List<ModelOutput> of(List<ModelInput> inputs, int paddedSize) throws InferenceException;
  }

  private final ModelSpec spec;
  private final AtomicInteger closes = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closedWhileRunning;
  private final List<Integer> paddedSizes = Collections.synchronizedList(new ArrayList<>());
  private volatile @Nullable Run behaviour;

  public FakeServable(ModelSpec spec) {
    this.spec = spec;
  }

  /** From now on runs behave so. */
  public FakeServable behaving(Run run) {
    this.behaviour = run;
    return this;
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) throws InferenceException {
    if (closed()) {
      throw new IllegalStateException(spec.version().display() + " was run after it was closed");
    }
    if (paddedSize < inputs.size()) {
      throw new IllegalArgumentException("%d rows in %d".formatted(inputs.size(), paddedSize));
    }
    paddedSizes.add(paddedSize);
    Run run = behaviour;
    running.incrementAndGet();
    try {
      return run == null ? plain(inputs) : run.of(inputs, paddedSize);
    } finally {
      running.decrementAndGet();
    }
  }

  /** What a run gives when nothing else was asked for. */
  public List<ModelOutput> plain(List<ModelInput> inputs) {
    return inputs.stream().map(input -> output()).toList();
  }

  private ModelOutput output() {
    Optional<float[]> embedding = spec.embedding().map(e -> filled(e.dimension(), 1f));
    Optional<float[]> scores =
        spec.classification()
            .map(c -> filled(c.labels().size(), 1f / Math.max(1, c.labels().size())));
    return new ModelOutput(embedding, scores);
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  /** The padded size of every run so far, warm-up included. */
  public List<Integer> paddedSizes() {
    synchronized (paddedSizes) {
      return List.copyOf(paddedSizes);
    }
  }

  public boolean closed() {
    return closes.get() > 0;
  }

  /** How often it was closed: must end up as 1. */
  public int closes() {
    return closes.get();
  }

  /** Whether it was ever closed under a run, which would take a real model's process down. */
  public boolean closedWhileRunning() {
    return closedWhileRunning;
  }

  @Override
  public void close() {
    closedWhileRunning |= running.get() > 0;
    closes.incrementAndGet();
  }
}

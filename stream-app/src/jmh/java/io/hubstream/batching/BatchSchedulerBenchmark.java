package io.hubstream.batching;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import io.hubstream.testing.Versions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * From submit to result with a model that does nothing. In batches the submitters keep batches of
 * 32 full; alone, each row makes a batch of its own, as in a commit that waits for one record.
 */
@State(Scope.Benchmark)
public class BatchSchedulerBenchmark extends ShortRuns {
  private static final int BATCH = 32;
  private static final ModelInput ROW = new ModelInput.Text("row");

  private final Servable servable = new NullServable();
  private final BatchScheduler batches = scheduler(List.of(BATCH));
  private final BatchScheduler alone = scheduler(List.of(1));

  private static BatchScheduler scheduler(List<Integer> sizes) {
    return new BatchScheduler(
        new BatchPolicy(sizes, Duration.ofMillis(20)),
        1,
        Duration.ofSeconds(10),
        BatchMetrics.NONE);
  }

  @TearDown
  public void close() {
    batches.close();
    alone.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<InferenceResult> batchesOfOneSubmitter() {
    return submitBatch();
  }

  @Benchmark
  @Threads(4)
  @OperationsPerInvocation(BATCH)
  public List<InferenceResult> batchesOfFourSubmitters() {
    return submitBatch();
  }

  private List<InferenceResult> submitBatch() {
    List<CompletableFuture<InferenceResult>> futures = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      futures.add(FutureRow.submit(batches, servable, ROW));
    }
    return futures.stream().map(CompletableFuture::join).toList();
  }

  @Benchmark
  public InferenceResult rowOfOneSubmitter() {
    return FutureRow.submit(alone, servable, ROW).join();
  }

  @Benchmark
  @Threads(4)
  public InferenceResult rowOfFourSubmitters() {
    return FutureRow.submit(alone, servable, ROW).join();
  }

  /** Gives the same output for every row, at once. */
  private static final class NullServable implements Servable {
    private static final ModelOutput OUTPUT =
        new ModelOutput(Optional.of(new float[4]), Optional.empty());

    @Override
    public io.hubstream.serving.ModelSpec spec() {
      return SPEC;
    }

    private static final io.hubstream.serving.ModelSpec SPEC = Versions.textSpec(Samples.VERSION);

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) {
      return Collections.nCopies(inputs.size(), OUTPUT);
    }

    @Override
    public void close() {}
  }
}

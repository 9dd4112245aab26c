package io.hubstream.serving.tensorflow;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A whole run of a servable with a model that does next to nothing: what our side and a session's
 * run cost.
 */
@State(Scope.Benchmark)
public class ServableBenchmark extends ShortRuns {
  private static final int SIDE = 32;

  @Param({"1", "32"})
  int rows;

  private Path folder;
  private Servable servable;
  private List<ModelInput> batch;

  @Setup
  public void load() throws Exception {
    folder = Files.createTempDirectory("hubstream-benchmark");
    servable = Models.load(TestModels.image(folder.resolve("1"), SIDE, 1000, 64, 1));
    batch = Collections.nCopies(rows, new ModelInput.ImageTensor(Samples.floats(SIDE * SIDE * 3)));
  }

  @TearDown
  public void close() throws IOException {
    servable.close();
    Utils.delete(folder.toFile());
  }

  @Benchmark
  public List<ModelOutput> run() throws InferenceException {
    return servable.run(batch, rows);
  }
}

package io.hubstream.topology;

import io.hubstream.batching.InferenceResult;
import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.Execution;
import io.hubstream.content.ModelResult;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Rows of a model's output to a record's result. */
@State(Scope.Benchmark)
public class ResultAssemblerBenchmark extends ShortRuns {
  private static final int TOP = 5;
  private static final DocumentChunk CHUNK = new DocumentChunk(0, 0, 4, "text");

  @Param({"2", "10", "1000"})
  int classes;

  @Param({"1280"})
  int dimension;

  /** 0 for a picture. */
  @Param({"0", "5"})
  int chunks;

  private final ResultAssembler assembler =
      new ResultAssembler(new ResultSettings(TOP, false, 100));
  private ModelSpec spec;
  private List<DocumentChunk> ranges = List.of();
  private List<InferenceResult> rows = List.of();

  @Setup
  public void make() {
    spec =
        new ModelSpec(
            Samples.VERSION,
            TextPreprocessing.DEFAULT,
            Optional.of(new EmbeddingSpec(dimension, "space")),
            Optional.of(new ClassificationSpec(Samples.labels(classes))));
    ModelOutput output =
        new ModelOutput(
            Optional.of(Samples.floats(dimension)), Optional.of(Samples.floats(classes)));
    InferenceResult row = new InferenceResult(output, new Execution(30, 32, "cpu", 1_000));
    ranges = Collections.nCopies(chunks, CHUNK);
    rows = Collections.nCopies(Math.max(1, chunks), row);
  }

  @Benchmark
  public ModelResult assemble() {
    return assembler.assemble(spec, ranges, rows);
  }
}

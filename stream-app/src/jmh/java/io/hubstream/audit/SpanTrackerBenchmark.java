package io.hubstream.audit;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting records in their span, a thousand for each commit. */
@State(Scope.Benchmark)
public class SpanTrackerBenchmark extends ShortRuns {
  private static final int RECORDS = 1_000;

  private final List<ModelVersion> versions = List.of(Samples.VERSION);
  private final Outcome outcome = new Outcome.Deleted();
  private final SpanTracker tracker = new SpanTracker(false);
  private final SourcePosition[] positions = new SourcePosition[RECORDS];

  public SpanTrackerBenchmark() {
    for (int i = 0; i < RECORDS; i++) {
      positions[i] = new SourcePosition("hubstream.content", 3, i);
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public List<Span> record() {
    for (SourcePosition position : positions) {
      tracker.record(versions, 5, position, outcome);
    }
    return tracker.takeChanged();
  }
}

package io.hubstream.metrics;

import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.MediaKind;
import io.hubstream.content.Outcome;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the meters cost for each record: decoded, outcome forwarded, window changed. */
@State(Scope.Benchmark)
public class MetersBenchmark extends ShortRuns {
  private final EnrichmentMeters meters =
      new EnrichmentMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final Outcome outcome = new Outcome.Deleted();

  @Benchmark
  public void record() {
    meters.decoded(MediaKind.IMAGE, 150_000);
    meters.outcome(outcome, 40);
    meters.window("0_1", 17, 20_000);
  }
}

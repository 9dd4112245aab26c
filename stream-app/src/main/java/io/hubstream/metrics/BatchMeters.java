package io.hubstream.metrics;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.InferenceException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Meters of the batches. */
public final class BatchMeters implements BatchMetrics {
  private final MeterRegistry registry;
  private final Map<ModelVersion, OfVersion> versions = new ConcurrentHashMap<>();

  private record OfVersion(
      Timer inference, Timer waited, DistributionSummary size, DistributionSummary padding) {}

  public BatchMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void run(
      ModelVersion version, int size, int paddedSize, long runNanos, long oldestWaitNanos) {
    OfVersion meters = versions.computeIfAbsent(version, this::register);
    meters.inference().record(runNanos, TimeUnit.NANOSECONDS);
    meters.waited().record(oldestWaitNanos, TimeUnit.NANOSECONDS);
    meters.size().record(size);
    meters.padding().record(paddedSize - size);
  }

  @Override
  public void failure(ModelVersion version, InferenceException.Kind kind, int size) {
    Tags tags =
        Tags.of("model", version.model(), "version", version.version())
            .and("kind", kind.name().toLowerCase(Locale.ROOT));
    registry.counter("hubstream.inference.failures", tags).increment();
  }

  private OfVersion register(ModelVersion version) {
    Tags model = Tags.of("model", version.model());
    return new OfVersion(
        Timer.builder("hubstream.inference")
            .description("Runs of a model, a batch each")
            .tags(model.and("version", version.version()))
            .publishPercentileHistogram()
            .register(registry),
        Timer.builder("hubstream.batch.wait")
            .description("How long the oldest row of a batch had waited")
            .tags(model)
            .register(registry),
        DistributionSummary.builder("hubstream.batch.size")
            .description("Real rows of a batch")
            .tags(model)
            .register(registry),
        DistributionSummary.builder("hubstream.batch.padding")
            .description("Rows of a batch that were padding")
            .tags(model)
            .register(registry));
  }
}

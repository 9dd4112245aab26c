package io.hubstream.metrics;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.ModelStatus;
import io.hubstream.serving.ServingMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Meters of the models: which version serves, since when desired is not serving, lifecycle steps.
 */
public final class ServingMeters implements ServingMetrics {
  private final MeterRegistry registry;
  private final Clock clock;
  private final MultiGauge info;
  private final MultiGauge notServing;
  private final AtomicInteger leaked = new AtomicInteger();

  public ServingMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.info =
        MultiGauge.builder("hubstream.model.info")
            .description("1 for each model version that serves on this instance")
            .register(registry);
    this.notServing =
        MultiGauge.builder("hubstream.model.desired.not.serving")
            .description("Since when the desired version of a model is not the one that serves")
            .baseUnit("seconds")
            .register(registry);
    Gauge.builder("hubstream.model.leaked", leaked, AtomicInteger::get)
        .description("Versions in memory because a step that was given up has not ended")
        .register(registry);
  }

  @Override
  public void lifecycle(LifecycleEvent event) {
    Tags tags =
        Tags.of("model", event.model(), "phase", event.phase().name().toLowerCase(Locale.ROOT));
    registry.counter("hubstream.model.lifecycle", tags).increment();
    event
        .took()
        .ifPresent(took -> registry.timer("hubstream.model.lifecycle.step", tags).record(took));
  }

  @Override
  public void leaked(int versions) {
    leaked.set(versions);
  }

  @Override
  public void statuses(List<ModelStatus> statuses) {
    List<MultiGauge.Row<?>> serving = new ArrayList<>();
    List<MultiGauge.Row<?>> waiting = new ArrayList<>();
    for (ModelStatus status : statuses) {
      status.serving().ifPresent(version -> serving.add(MultiGauge.Row.of(tags(version), 1)));
      waiting.add(
          MultiGauge.Row.of(Tags.of("model", status.model()), status, this::secondsNotServing));
    }
    info.register(serving, true);
    notServing.register(waiting, true);
  }

  private double secondsNotServing(ModelStatus status) {
    return status
        .differsSince()
        .map(since -> Duration.between(since, clock.instant()).toMillis() / 1_000.0)
        .orElse(0.0);
  }

  private static Tags tags(ModelVersion version) {
    return Tags.of(
        "model", version.model(), "version", version.version(), "digest", version.digest());
  }
}

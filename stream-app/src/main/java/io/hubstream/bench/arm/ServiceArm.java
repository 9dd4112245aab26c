package io.hubstream.bench.arm;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.metrics.BatchMeters;
import io.hubstream.metrics.EnrichmentMeters;
import io.hubstream.metrics.LibraryMeters;
import io.hubstream.metrics.ServingMeters;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceParts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** The service with the meters that {@code hubstream run} gives it. */
final class ServiceArm implements ArmWork {
  private final EnrichmentService service;
  private final LibraryMeters libraries;

  /**
   * @param parts makes the parts with these meters
   */
  ServiceArm(
      HubstreamConfig config,
      Recorder recorder,
      Function<ServiceParts.Meters, ServiceParts> parts) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ServiceParts.Meters meters =
        new ServiceParts.Meters(
            new ServingMeters(registry, Clock.systemUTC()),
            recorder.before(new BatchMeters(registry)),
            recorder.before(new EnrichmentMeters(registry)));
    this.service = EnrichmentService.create(config, parts.apply(meters));
    this.libraries = new LibraryMeters(registry);
    libraries.bind(service.streams());
  }

  @Override
  public ArmReply.Findings start() {
    service.start();
    return ArmReply.Findings.NONE;
  }

  @Override
  public Optional<String> failure() {
    EnrichmentService.Health health = service.health();
    return health.live()
        ? Optional.empty()
        : Optional.of("the service ended: " + String.join("; ", health.reasons()));
  }

  @Override
  public void close() {
    service.close();
    libraries.close();
  }
}

package io.hubstream.cli;

import io.hubstream.config.HttpSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.http.Health;
import io.hubstream.http.MonitoringServer;
import io.hubstream.metrics.BatchMeters;
import io.hubstream.metrics.EnrichmentMeters;
import io.hubstream.metrics.GuaranteeMeter;
import io.hubstream.metrics.LibraryMeters;
import io.hubstream.metrics.ServingMeters;
import io.hubstream.preflight.GuaranteeInForce;
import io.hubstream.publishing.ProgressPace;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceParts;
import io.hubstream.service.StartPhase;
import io.hubstream.service.TensorFlowParts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream run}. */
@Command(
    name = "run",
    description = "Runs the service until it is stopped.",
    footer = {
      "",
      "Examples:",
      "  hubstream run --config service.properties",
      "  hubstream run --config service.properties --until-caught-up",
      "  hubstream run -c service.properties --set http.port=0 --set stream.threads=4",
      "",
      "SIGTERM and Ctrl-C finish or give back what was taken in, commit, and end the process."
    })
final class RunCommand extends BaseCommand {
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(
      names = "--until-caught-up",
      description = "Batch mode: exit with 0 when every record has been committed.")
  private boolean untilCaughtUp;

  @Option(
      names = "--start-report",
      paramLabel = "FILE",
      description =
          "Write to FILE, as JSON, when the start reached which phase, once a first result was"
              + " forwarded. The log says it in one line when the stream runs.")
  private Optional<Path> startReport = Optional.empty();

  @Option(
      names = "--ignore-environment",
      description =
          "Start although the environment is not that of environment.lock; the log says what differs.")
  private boolean ignoreEnvironment;

  private final ProgressPace pace = new ProgressPace(PROGRESS_EVERY);

  @Override
  public Integer call() throws IOException, InterruptedException {
    StartLog start = new StartLog(startReport);
    HubstreamConfig config = brokers.load();
    start.reached(StartPhase.SETTINGS);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ServiceParts.Meters meters =
        new ServiceParts.Meters(
            new ServingMeters(registry, Clock.systemUTC()),
            new BatchMeters(registry),
            new EnrichmentMeters(registry));
    boolean production = config.models().environment().isProduction();
    Optional<String> environment = EnvironmentCheck.digest(config, production, ignoreEnvironment);
    EnrichmentService service =
        EnrichmentService.create(
            config, TensorFlowParts.of(config, meters, start).inEnvironment(environment), start);
    GuaranteeInForce guarantee = service.guarantee();
    GuaranteeMeter.register(
        registry,
        guarantee.guarantee().setting(),
        guarantee.profile().setting(),
        guarantee.cause().name());
    Thread hook = closeOnSignal(service);
    try (LibraryMeters libraries = new LibraryMeters(registry)) {
      libraries.bind(service.streams());
      Optional<MonitoringServer> monitoring = monitoring(config.http(), service, registry);
      try {
        service.start();
        return await(service);
      } finally {
        service.close();
        monitoring.ifPresent(MonitoringServer::close);
      }
    } finally {
      removeHook(hook);
    }
  }

  private int await(EnrichmentService service) throws InterruptedException {
    if (untilCaughtUp && service.awaitCaughtUp(this::showProgress)) {
      err().println("Caught up: every record has been committed.");
      return 0;
    }
    if (!untilCaughtUp) {
      service.awaitTermination();
    }
    if (service.failed()) {
      throw CommandFailure.failed("the stream ended because of an error; the log says which", null);
    }
    return untilCaughtUp ? CommandFailure.FAILED : 0;
  }

  private void showProgress(long left) {
    if (pace.isDue()) {
      err().printf("%d records to go%n", left);
    }
  }

  private Optional<MonitoringServer> monitoring(
      HttpSettings http, EnrichmentService service, PrometheusMeterRegistry registry)
      throws IOException {
    if (!http.enabled()) {
      return Optional.empty();
    }
    MonitoringServer server =
        MonitoringServer.start(http.host(), http.port(), () -> health(service), registry::scrape);
    err().printf("Metrics and health: http://%s:%d/%n", http.host(), server.port());
    return Optional.of(server);
  }

  private static Health health(EnrichmentService service) {
    EnrichmentService.Health health = service.health();
    return new Health(health.live(), health.ready(), health.reasons());
  }

  private static Thread closeOnSignal(EnrichmentService service) {
    Thread hook = new Thread(service::close, "hubstream-close");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /** Takes a hook away again, unless the process is ending. */
  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is ending already: the hook is what ended the work.
      return;
    }
  }
}

package io.hubstream.cli;

import io.hubstream.config.BridgeSettings;
import io.hubstream.config.HttpSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.eventhubs.HubException;
import io.hubstream.http.Health;
import io.hubstream.http.MonitoringServer;
import io.hubstream.metrics.BridgeMeters;
import io.hubstream.service.BridgeService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream bridge}. */
@Command(
    name = "bridge",
    description = {
      "Makes registry updates of Event Grid events that arrive in an event hub: models that Azure ML"
          + " registers, and versions that are uploaded to Blob storage.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream bridge --config service.properties",
      "  hubstream bridge -c service.properties --json",
      "  hubstream bridge -c service.properties --until-idle 30     for a scheduler: ends with 0",
      "",
      "Settings: bridge.*. It opens the hub with the connection string in",
      "AZURE_EVENTHUBS_CONNECTION_STRING or bridge.eventhub.connection.file, or as what",
      "DefaultAzureCredential finds. SIGTERM and Ctrl-C end it; what was not done comes again."
    })
final class BridgeCommand extends BaseCommand {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(
      names = "--until-idle",
      paramLabel = "SECONDS",
      description =
          "End with 0 when no event has come for so long. It must be the only bridge of its"
              + " consumer group: it waits until it reads all partitions.")
  private Optional<Integer> untilIdle = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object for each event that was handled.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (untilIdle.isPresent() && untilIdle.get() < 1) {
      throw CommandFailure.usage("--until-idle must be 1 or more");
    }
    HubstreamConfig config = brokers.load();
    String connection = System.getenv(BridgeSettings.CONNECTION_STRING);
    config.models().bridge().requireComplete(connection != null && !connection.isBlank());
    for (String topic :
        List.of(
            config.topics().modelRegistry(),
            config.topics().audit(),
            config.topics().deadLetters())) {
      BrokerCheck.require(config.kafka(), topic);
    }
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (BridgeService bridge = create(config, registry)) {
      return run(bridge, config.http(), registry);
    }
  }

  private BridgeService create(HubstreamConfig config, PrometheusMeterRegistry registry) {
    try {
      return BridgeService.create(
          config,
          new BridgeService.Surroundings(
              System.getenv(), new BridgeMeters(registry), new BridgeLines(out(), err(), json)));
    } catch (HubException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private int run(BridgeService bridge, HttpSettings http, PrometheusMeterRegistry registry)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              ended.countDown();
              bridge.close();
            },
            "hubstream-close");
    Runtime.getRuntime().addShutdownHook(hook);
    Optional<MonitoringServer> monitoring = monitoring(http, bridge, registry);
    try {
      bridge.start();
      err().printf("Reading %s. Ctrl-C ends it.%n", bridge.hub());
      err().flush();
      boolean stopped = false;
      while (!stopped && !isIdle(bridge)) {
        stopped = ended.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      }
      return 0;
    } finally {
      bridge.close();
      monitoring.ifPresent(MonitoringServer::close);
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already: the hook is what closes the bridge.
      return;
    }
  }

  private boolean isIdle(BridgeService bridge) {
    return untilIdle
        .map(seconds -> bridge.idle().compareTo(Duration.ofSeconds(seconds)) >= 0)
        .orElse(false);
  }

  private Optional<MonitoringServer> monitoring(
      HttpSettings http, BridgeService bridge, PrometheusMeterRegistry registry)
      throws IOException {
    if (!http.enabled()) {
      return Optional.empty();
    }
    MonitoringServer server =
        MonitoringServer.start(
            http.host(),
            http.port(),
            () -> new Health(true, bridge.reasons().isEmpty(), bridge.reasons()),
            registry::scrape);
    err().printf("Metrics and health: http://%s:%d/%n", http.host(), server.port());
    return Optional.of(server);
  }
}

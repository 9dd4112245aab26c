package io.hubstream.cli;

import io.hubstream.archive.ArchiveLimits;
import io.hubstream.archive.ArchiveMetrics;
import io.hubstream.archive.ArchiveRefusedException;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.Archiver;
import io.hubstream.archive.AuditSource;
import io.hubstream.archive.Origin;
import io.hubstream.config.ArchiveSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.http.Health;
import io.hubstream.http.MonitoringServer;
import io.hubstream.metrics.ArchiveMeters;
import io.hubstream.service.ApplicationVersion;
import io.hubstream.service.KafkaClients;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream audit archive}. */
@Command(
    name = "archive",
    description = {
      "Copies the audit topic into an archive: Avro files that are written once, in order, each naming"
          + " the digest of the one before. It goes on from where the archive ends.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream audit archive --to /srv/audit -c service.properties",
      "  hubstream audit archive --to https://ACCOUNT.blob.core.windows.net/audit \\",
      "      -c service.properties --until-caught-up",
      "  hubstream audit archive --to /srv/audit -b localhost:9092 --metrics-port 9404",
      "",
      "It runs until SIGTERM or Ctrl-C, which put the files that are open. Credentials for Blob",
      "storage come from the environment, as those of model stores do.",
      "",
      "Exit codes: 0 done, 1 the store or the brokers failed (nothing is lost: run it again) or the",
      "place is not the archive that it was, 2 wrong usage or settings."
    })
final class AuditArchiveCommand extends BaseCommand {
  private static final Duration END_LIMIT = Duration.ofSeconds(25);
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--to",
      paramLabel = "URI",
      description =
          "A folder, a file: URI or an address in Blob storage. Default: audit.archive.uri.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--until-caught-up",
      description = "Archive what is committed now, put the last file, and exit.")
  private boolean untilCaughtUp;

  @Option(
      names = "--begin-anew",
      description =
          "Begin a new archive in an empty place although the brokers hold the note of an earlier"
              + " one; the notes of the new one replace it.")
  private boolean beginAnew;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve /metrics and /health on this port of the loopback address; 0 picks one.")
  private Optional<Integer> metricsPort = Optional.empty();

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object for each file.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = brokers.load();
    ArchiveStore store = ArchiveOptions.open(config, place(config));
    BrokerCheck.require(config.kafka(), config.topics().audit());
    ArchiveLines lines = new ArchiveLines(out(), err(), json);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (AuditSource source =
        AuditSource.open(
            config.kafka().consumerProperties(), config.topics().audit(), group(config))) {
      Archiver archiver = archiver(config, source, store, lines, new ArchiveMeters(registry));
      if (beginAnew) {
        archiver.beginAnew();
      }
      Optional<MonitoringServer> monitoring = monitoring(lines, registry);
      try {
        return archive(archiver, store);
      } finally {
        monitoring.ifPresent(MonitoringServer::close);
      }
    }
  }

  private String place(HubstreamConfig config) {
    return to.or(config.models().archive()::uri)
        .orElseThrow(
            () -> CommandFailure.usage("where to? Give --to URI, or set " + ArchiveSettings.URI));
  }

  /** Under which an archiver notes at the brokers how far it is. */
  static String group(HubstreamConfig config) {
    return config.kafka().applicationId() + "-audit-archive";
  }

  private static Archiver archiver(
      HubstreamConfig config,
      AuditSource source,
      ArchiveStore store,
      ArchiveLines lines,
      ArchiveMetrics metrics)
      throws InterruptedException {
    ArchiveSettings settings = config.models().archive();
    try (Admin admin = new KafkaClients(config.kafka()).admin()) {
      return Archiver.of(
          source,
          Origin.of(admin, config.topics().audit()),
          store,
          new ArchiveLimits(settings.maxBytes(), settings.maxAge()),
          "hubstream " + ApplicationVersion.get() + " on " + config.kafka().instanceId(),
          lines,
          metrics);
    }
  }

  private int archive(Archiver archiver, ArchiveStore store)
      throws IOException, InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = stopOnSignal(archiver, done);
    try {
      if (untilCaughtUp) {
        archiver.catchUp();
      } else {
        err().printf("Archiving to %s until Ctrl-C.%n", store.place());
        err().flush();
        archiver.run();
      }
      archiver.heads().forEach(head -> err().println("head " + head));
      err().flush();
      return 0;
    } catch (ArchiveRefusedException e) {
      throw CommandFailure.failed(e.reason(), e);
    } finally {
      done.countDown();
      RunCommand.removeHook(hook);
    }
  }

  private static Thread stopOnSignal(Archiver archiver, CountDownLatch done) {
    Thread hook =
        new Thread(
            () -> {
              archiver.stop();
              try {
                done.await(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hubstream-archive-close");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  private Optional<MonitoringServer> monitoring(
      ArchiveLines lines, PrometheusMeterRegistry registry) throws IOException {
    if (metricsPort.isEmpty()) {
      return Optional.empty();
    }
    MonitoringServer server =
        MonitoringServer.start(LOOPBACK, metricsPort.get(), () -> health(lines), registry::scrape);
    err().printf("Metrics and health: http://%s:%d/%n", LOOPBACK, server.port());
    return Optional.of(server);
  }

  private static Health health(ArchiveLines lines) {
    return lines.isWaiting()
        ? new Health(true, false, List.of("the archive's store does not take files; see the log"))
        : new Health(true, true, List.of());
  }
}

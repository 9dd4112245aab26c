package io.hubstream.cli;

import io.hubstream.archive.ArchiveRefusedException;
import io.hubstream.archive.ArchiveReport;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.ArchiveStores;
import io.hubstream.audit.AuditTrail;
import io.hubstream.azure.BlobAccess;
import io.hubstream.config.ArchiveSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.WireSettings;
import io.hubstream.service.KafkaClients;
import io.hubstream.verify.EvidenceReader;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a question to the audit is answered from: the topic, the archive, or both. */
final class ArchiveOptions {
  @Option(
      names = "--archive",
      paramLabel = "URI",
      description =
          "Read this archive too, a folder or an address in Blob storage. Default:"
              + " audit.archive.uri; none where that is empty.")
  private Optional<String> archive = Optional.empty();

  @Option(
      names = "--offline",
      description = "Answer from the archive alone; so also where no brokers are named.")
  private boolean offline;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  /** The settings, checked. */
  HubstreamConfig load() throws IOException {
    HubstreamConfig config =
        archive.isPresent() || offline ? brokers.loadWithoutBrokers() : brokers.load();
    if (isOffline() && place(config).isEmpty()) {
      throw CommandFailure.usage(
          "--offline needs an archive: give --archive URI, or set " + ArchiveSettings.URI);
    }
    return config;
  }

  /** Whether brokers are left alone. */
  boolean isOffline() {
    return offline || !brokers.given();
  }

  private Optional<String> place(HubstreamConfig config) {
    return archive.or(config.models().archive()::uri);
  }

  /** The whole audit: what is archived, and what the topic has behind it. */
  AuditTrail trail(HubstreamConfig config) throws IOException, InterruptedException {
    if (isOffline()) {
      return archived(config).trail();
    }
    try (EvidenceReader reader = AuditTopics.reader(config)) {
      return trail(config, reader);
    }
  }

  /** As {@link #trail(HubstreamConfig)}, with a reader of the topics that is open already. */
  AuditTrail trail(HubstreamConfig config, EvidenceReader reader)
      throws IOException, InterruptedException {
    if (place(config).isEmpty()) {
      return reader.trail();
    }
    ArchivedTrail archived = archived(config);
    reader.trail(archived.trail(), from(config, archived));
    return archived.trail();
  }

  /** Each record once: the topic is read behind what is archived of it. */
  private static Map<Integer, Long> from(HubstreamConfig config, ArchivedTrail archived)
      throws InterruptedException {
    try (Admin admin = new KafkaClients(config.kafka()).admin()) {
      return archived.isOf(admin, config.topics().audit()) ? archived.ends() : new TreeMap<>();
    }
  }

  private ArchivedTrail archived(HubstreamConfig config) throws IOException {
    ArchiveStore store = open(config, place(config).orElseThrow());
    ArchivedTrail archived = new ArchivedTrail(config.topics().audit());
    ArchiveReport report = archived.read(store);
    if (!report.holds()) {
      throw CommandFailure.failed(
          "the archive at %s is not as it was written, and answers nothing; %d findings, the first: %s. See `hubstream audit verify --from %1$s`"
              .formatted(store.place(), report.findings().size(), report.findings().get(0)),
          null);
    }
    return archived;
  }

  /** Opens an archive with the credentials of the environment. */
  static ArchiveStore open(HubstreamConfig config, String place) {
    return open(config, place, System.getenv());
  }

  /** Opens an archive. */
  static ArchiveStore open(HubstreamConfig config, String place, Map<String, String> environment) {
    if (!config.wire().isAuditOnItsOwn()) {
      throw CommandFailure.usage(
          "an archive is read after years, without a schema registry: set %s=single-object"
              .formatted(WireSettings.AUDIT));
    }
    try {
      return ArchiveStores.open(
          place,
          new BlobAccess(
              environment,
              config.models().stores().blobEndpoints(),
              config.models().stores().blobConnections()));
    } catch (ArchiveRefusedException e) {
      throw CommandFailure.usage(e.reason());
    }
  }
}

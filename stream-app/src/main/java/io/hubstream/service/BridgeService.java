package io.hubstream.service;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.AzureIdentity;
import io.hubstream.azure.BlobAccess;
import io.hubstream.bridge.ActivationPolicy;
import io.hubstream.bridge.ArmModels;
import io.hubstream.bridge.Artifacts;
import io.hubstream.bridge.BridgeKafka;
import io.hubstream.bridge.BridgeListener;
import io.hubstream.bridge.HubEvent;
import io.hubstream.bridge.RegistryBridge;
import io.hubstream.config.BridgeSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.eventhubs.BlobCheckpoints;
import io.hubstream.eventhubs.EventHubSource;
import io.hubstream.eventhubs.HubCheck;
import io.hubstream.eventhubs.HubException;
import io.hubstream.metrics.BridgeMeters;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.records.TopicCodecs;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The registry bridge, wired by hand: events of a hub become registry updates until it is closed.
 *
 * <p>Owner thread: the caller's. {@link #close} is idempotent: it lets what waits give up, gives
 * the partitions to other bridges and closes the clients, each within its own bound.
 */
public final class BridgeService implements AutoCloseable {
  private static final Duration KAFKA_LIMIT = Duration.ofSeconds(30);
  private static final String ARM_SCOPE = "/.default";

  private final EventHubSource source;
  private final RegistryBridge bridge;
  private final BridgeHealth health;
  private final HubAccess hub;

  /**
   * Where a bridge gets its secrets and whom it tells.
   *
   * @param environment variables of the process, with credentials
   */
  public record Surroundings(
      Map<String, String> environment, BridgeMeters meters, BridgeListener listener) {

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
      return "Surroundings[]";
    }
  }

  private BridgeService(
      HubAccess hub, EventHubSource source, RegistryBridge bridge, BridgeHealth health) {
    this.hub = hub;
    this.source = source;
    this.bridge = bridge;
    this.health = health;
  }

  /**
   * Wires one and looks whether the schema registries, the hub and the container for checkpoints
   * can be used.
   *
   * @throws HubException the hub or the container cannot, with the reason
   * @throws RegistryOutageException a schema registry cannot
   */
  public static BridgeService create(HubstreamConfig config, Surroundings surroundings)
      throws HubException {
    BridgeSettings settings = config.models().bridge();
    TopicCodecs codecs = TopicCodecs.of(config.wire().properties());
    codecs.checkLifecycle(config.topics().audit(), config.topics().modelRegistry());
    HubAccess hub = HubAccess.of(settings.source(), surroundings.environment());
    BlobAccess access =
        new BlobAccess(
            surroundings.environment(),
            config.models().stores().blobEndpoints(),
            config.models().stores().blobConnections());
    BlobCheckpoints checkpoints =
        BlobCheckpoints.in(URI.create(settings.checkpointContainer()), new AzureBlobs(access));
    BridgeHealth health = new BridgeHealth(HubCheck.partitions(hub.address(), hub.credentials()));
    BridgeListener listener =
        new TellAll(List.of(health, surroundings.meters(), surroundings.listener()));
    RegistryBridge bridge = bridge(config, codecs, access, listener);
    EventHubSource source =
        new EventHubSource(
            hub.address(),
            hub.credentials(),
            checkpoints,
            new Wiring(bridge, health, surroundings.meters()));
    surroundings.meters().partitions(health::partitions);
    return new BridgeService(hub, source, bridge, health);
  }

  private static RegistryBridge bridge(
      HubstreamConfig config, TopicCodecs codecs, BlobAccess access, BridgeListener listener) {
    BridgeSettings settings = config.models().bridge();
    KafkaClients clients = new KafkaClients(config.kafka(), codecs);
    String registry = config.topics().modelRegistry();
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            config.kafka().instanceId(),
            ApplicationVersion.get(),
            BuildFacts.here().commit(),
            "none",
            Optional.empty(),
            Optional.empty(),
            RuntimeEnvironment.Platform.current());
    return new RegistryBridge(
        new BridgeKafka(
            clients::producer,
            clients::uncommittedConsumer,
            config.topics().audit(),
            config.topics().deadLetters(),
            codecs,
            KAFKA_LIMIT),
        new AuditRecords(() -> environment, true, codecs, config.topics().audit()),
        new RegistryBridge.Registry(
            registry,
            () -> clients.registrySnapshot(registry),
            clients.provenVersions(config.topics())),
        new RegistryBridge.Habits(
            new ActivationPolicy(
                settings.models(),
                settings.activate(),
                config.models().environment().isProduction()),
            new Artifacts(
                new ArtifactStores(access), settings.armEndpoint().map(BridgeService::arm)),
            settings.lookupTimeout(),
            Clock.systemUTC(),
            listener));
  }

  private static ArmModels arm(String endpoint) {
    AzureIdentity identity = new AzureIdentity();
    String base = endpoint.replaceFirst("/+$", "");
    return new ArmModels(URI.create(base), () -> identity.token(base + ARM_SCOPE));
  }

  /** Starts reading. */
  public BridgeService start() {
    source.start();
    return this;
  }

  /** What is read, for people. */
  public String hub() {
    return hub.address().path();
  }

  /** Why it is not ready; empty when it is. */
  public List<String> reasons() {
    return health.reasons();
  }

  /** How long nothing has come; zero while it is not ready, or does not read all partitions. */
  public Duration idle() {
    return health.idle();
  }

  @Override
  public void close() {
    bridge.stop();
    source.close();
    bridge.close();
  }

  /** Hands on what the hub gives. */
  private record Wiring(RegistryBridge bridge, BridgeHealth health, BridgeMeters meters)
      implements EventHubSource.Listener {
    @Override
    public void events(List<HubEvent> events) {
      if (!events.isEmpty()) {
        health.begin();
        try {
          bridge.take(events);
        } finally {
          health.done();
        }
      }
    }

    @Override
    public void claimed(int partition) {
      bridge.claimed(partition);
      health.claimed(partition);
    }

    @Override
    public void released(int partition) {
      health.released(partition);
    }

    @Override
    public void checkpointed() {
      meters.checkpointed();
      health.readable();
    }

    @Override
    public void trouble(String reason) {
      meters.trouble();
      health.unreadable(reason);
    }
  }
}

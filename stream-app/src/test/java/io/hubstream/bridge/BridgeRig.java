package io.hubstream.bridge;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.azure.BlobAccess;
import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.TopicNames;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.KafkaClients;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.verify.CommittedReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;

/** Topics of a test's own, bridges over them, and what stands there. Close closes the bridges. */
final class BridgeRig implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final EmbeddedBroker broker;
  private final TopicNames names;
  private final Map<String, Object> client;
  private final KafkaClients clients;
  private final List<RegistryBridge> bridges = new ArrayList<>();
  final Told told = new Told();
  ActivationPolicy policy = new ActivationPolicy(List.of("*"), List.of("*"), false);
  ArtifactLookup artifacts =
      new Artifacts(new ArtifactStores(new BlobAccess(Map.of(), List.of(), 1)), Optional.empty());
  Supplier<RegistrySnapshot> snapshots;
  Supplier<Producer<byte[], byte[]>> producers;
  TopicCodecs codecs = TopicCodecs.SINGLE_OBJECT;

  BridgeRig(EmbeddedBroker broker) throws InterruptedException {
    this(broker, names());
  }

  private BridgeRig(EmbeddedBroker broker, TopicNames names) throws InterruptedException {
    this.broker = broker;
    this.names = names;
    this.clients =
        new KafkaClients(
            ConfigLoader.of(Map.of("bootstrap.servers", broker.bootstrapServers())).kafka());
    this.client = Map.of("bootstrap.servers", broker.bootstrapServers());
    this.snapshots = () -> clients.registrySnapshot(names.modelRegistry());
    this.producers = clients::producer;
    try (Admin admin = Admin.create(client)) {
      Topics topics = new Topics(admin, LIMIT);
      List<String> missing = topics.missing(names.all());
      topics.create(
          ServiceTopics.of(names, 2).stream().filter(t -> missing.contains(t.name())).toList());
    }
  }

  private static TopicNames names() {
    String id = "t" + UUID.randomUUID().toString().substring(0, 8);
    return new TopicNames(
        id + ".content", id + ".enriched", id + ".audit", id + ".letters", id + ".registry");
  }

  /** The same topics, but an audit that was lost. */
  BridgeRig withoutAudit() throws InterruptedException {
    return new BridgeRig(
        broker,
        new TopicNames(
            names.content(),
            names.enriched(),
            names.audit() + ".2",
            names.deadLetters(),
            names.modelRegistry()));
  }

  /** A bridge that begins as one does after a start. */
  RegistryBridge bridge() {
    RegistryBridge bridge =
        new RegistryBridge(
            kafka(),
            new AuditRecords(BridgeRig::environment, true, codecs, names.audit()),
            new RegistryBridge.Registry(
                names.modelRegistry(), () -> snapshots.get(), ProvenVersions.ALL),
            new RegistryBridge.Habits(
                policy, artifacts, Duration.ofSeconds(1), Clock.systemUTC(), told));
    bridges.add(bridge);
    return bridge;
  }

  BridgeKafka kafka() {
    return new BridgeKafka(
        () -> producers.get(),
        clients::uncommittedConsumer,
        names.audit(),
        names.deadLetters(),
        codecs,
        LIMIT);
  }

  private static RuntimeEnvironment environment() {
    return new RuntimeEnvironment(
        "bridge",
        "test",
        Optional.empty(),
        "none",
        Optional.empty(),
        Optional.empty(),
        RuntimeEnvironment.Platform.current());
  }

  /** The registry as it is. */
  RegistrySnapshot registry() {
    return clients.registrySnapshot(names.modelRegistry());
  }

  /** How a person changes it. */
  RegistryPublisher person(Producer<byte[], byte[]> producer) {
    return new RegistryPublisher(
        producer,
        this::registry,
        names.modelRegistry(),
        LIMIT,
        Clock.systemUTC(),
        ProvenVersions.ALL);
  }

  Optional<String> stable(String model) {
    return registry()
        .model(model)
        .flatMap(accepted -> accepted.state().stable())
        .map(version -> version.version().version());
  }

  /** How many records each topic holds. */
  List<Integer> counts() {
    return List.of(
        registry().history().size(), records(names.audit()).size(), deadLetters().size());
  }

  /** What the audit tells, as it stands. */
  List<LifecycleEvent> audit() {
    return records(names.audit()).stream()
        .map(record -> AuditRecords.read(record.topic(), record.value()))
        .map(view -> ((AuditView.LifecycleView) view).event())
        .toList();
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return records(names.deadLetters());
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (CommittedReader reader = new CommittedReader(client)) {
      reader.read(topic, LIMIT, records::add);
    }
    return records;
  }

  @Override
  public void close() {
    bridges.forEach(RegistryBridge::close);
  }

  /** Remembers what it was told. */
  static final class Told implements BridgeListener {
    final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void decided(
        Announcement announcement, Decision decision, OptionalLong offset) {
      lines.add(decision.name() + " " + announcement.display());
      notifyAll();
    }

    @Override
    public synchronized void repeated(Announcement announcement) {
      lines.add("REPEATED " + announcement.display());
    }

    @Override
    public synchronized void passedOver() {
      lines.add("PASSED OVER");
    }

    @Override
    public synchronized void deadLettered(SourcePosition position, String reason) {
      lines.add("DEAD " + position.partition() + "@" + position.offset() + " " + reason);
    }

    @Override
    public synchronized void waiting(String reason) {
      lines.add("WAITS: " + reason);
      notifyAll();
    }

    @Override
    public synchronized void goesOn() {
      lines.add("GOES ON");
    }

    /** Since the last call. */
    synchronized List<String> take() {
      List<String> taken = List.copyOf(lines);
      lines.clear();
      return taken;
    }

    synchronized void awaitLine(String start) throws InterruptedException {
      while (lines.stream().noneMatch(line -> line.startsWith(start))) {
        wait();
      }
    }
  }
}

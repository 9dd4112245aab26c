package io.hubstream.service;

import io.hubstream.audit.AuditMetrics;
import io.hubstream.audit.AuditPublisher;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.config.BatchSettings;
import io.hubstream.config.DecodeSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.PipelineSettings;
import io.hubstream.config.RouteSettings;
import io.hubstream.config.StreamSettings;
import io.hubstream.payload.PrefetchingPayloads;
import io.hubstream.preflight.BrokerContact;
import io.hubstream.preflight.FailureWords;
import io.hubstream.preflight.GuaranteeInForce;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistryConsumer;
import io.hubstream.registry.RegistryMetrics;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySettings;
import io.hubstream.routing.FailurePolicy;
import io.hubstream.routing.Route;
import io.hubstream.routing.Router;
import io.hubstream.serving.ModelManager;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.Probations;
import io.hubstream.serving.ResultJudge;
import io.hubstream.serving.tensorflow.GpuStack;
import io.hubstream.topology.ContentDecoder;
import io.hubstream.topology.Enricher;
import io.hubstream.topology.EnrichmentTopology;
import io.hubstream.topology.OutcomeWriters;
import io.hubstream.topology.ParserGate;
import io.hubstream.topology.RecordIntake;
import io.hubstream.topology.ResultSettings;
import io.hubstream.topology.StreamFailures;
import io.hubstream.topology.TaskSettings;
import io.hubstream.topology.TopicNames;
import io.hubstream.topology.WindowPace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: every part of a service, wired by hand, and closed in order.
 *
 * <p>Owner thread: the service's. {@link #close()} closes what {@link #wire} made, in the order in
 * which one part needs the next, each within its own bound.
 */
final class ServiceGraph implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceGraph.class);
  private static final Duration MODELS_CLOSE = Duration.ofSeconds(3);
  private static final Duration POOL_CLOSE = Duration.ofSeconds(2);
  private static final int REPLACEMENTS_OF_EACH_THREAD = 3;

  private final ServiceParts parts;
  private final GuaranteeInForce guarantee;
  private final TopicCodecs codecs;
  private final Admin admin;
  private final AuditPublisher audit;
  private final ModelManager models;
  private final Producer<byte[], byte[]> registryProducer;
  private final RegistryConsumer registry;
  private final Pipeline pipeline;
  private final PrefetchingPayloads payloads;
  private final KafkaStreams streams;
  private final StreamFailures failures;
  private final PauseSwitch pauses = new PauseSwitch();

  /** What decodes and runs. */
  private record Pipeline(ExecutorService decodePool, BatchScheduler scheduler) {}

  private ServiceGraph(
      HubstreamConfig config, ServiceParts parts, GuaranteeInForce guarantee, Clock clock) {
    this.parts = parts;
    this.guarantee = guarantee;
    this.codecs = TopicCodecs.of(config.wire().properties());
    KafkaClients clients = new KafkaClients(config.kafka(), codecs);
    Supplier<RuntimeEnvironment> environment = () -> environment(config, parts, guarantee);
    AuditRecords auditRecords =
        new AuditRecords(environment, atLeastOnce(config), codecs, config.topics().audit());
    this.admin = clients.admin();
    this.audit =
        new AuditPublisher(
            clients::producer,
            auditRecords,
            AuditMetrics.NONE,
            AuditPublisher.Settings.defaults(config.topics().audit()));
    this.registryProducer = clients.producer();
    RegistryPublisher publisher =
        clients.registryPublisher(registryProducer, config.topics(), clock);
    SwapWiring swapping = new SwapWiring(config);
    Probations probations = swapping.probations(publisher);
    this.models =
        new ModelManager(
            parts.artifacts(),
            parts.loader(),
            new ModelManager.Policies(
                Admissions.of(config.models().environment(), clock),
                new ContentSampleDecoder(
                    parts.images(),
                    parts.documents(),
                    config.pipeline().decode().documents().maxChunks()),
                swapping.swapping(parts.loader(), pauses.intake(), probations)),
            audit,
            parts.meters().serving(),
            modelSettings(config, clock));
    this.registry = registry(config, clients, publisher);
    this.pipeline = pipeline(config, parts);
    this.payloads = PayloadWiring.payloads(config);
    OutcomeWriters writers =
        new OutcomeWriters(
            new EnrichedRecords(environment, codecs, config.topics().enriched()),
            auditRecords,
            clock);
    this.streams = streams(config, topology(config, writers, probations));
    this.failures =
        new StreamFailures(
            failureLimits(config.stream().threads()),
            pauses.because("a payload store or a schema registry is out of reach"),
            store -> available(store, config.topics().content()),
            clock);
    pauses.control(new Pausing(streams));
    streams.setUncaughtExceptionHandler(outages(config, clock));
    models.follow(registry);
  }

  private BrokerOutages outages(HubstreamConfig config, Clock clock) {
    FailureWords words =
        new FailureWords(config.kafka(), String.join(",", config.kafka().bootstrapServers()));
    BrokerContact contact = new BrokerContact(config);
    return new BrokerOutages(
        failures,
        new BrokerOutages.Brokers(
            words::of, contact::letsIn, () -> streams.state().isRunningOrRebalancing()),
        BrokerOutages.Limits.DEFAULT,
        pauses.because("the brokers refuse what is asked; the log says what"),
        clock);
  }

  // One fault of a device or of the brokers can cost every thread its life at once.
  private static StreamFailures.Limits failureLimits(int threads) {
    return new StreamFailures.Limits(
        REPLACEMENTS_OF_EACH_THREAD * threads, Duration.ofMinutes(10), Duration.ofSeconds(1));
  }

  private boolean available(String store, String content) {
    return codecs.isRegistry(store) ? codecs.available(content) : payloads.available(store);
  }

  static ServiceGraph wire(HubstreamConfig config, ServiceParts parts, GuaranteeInForce guarantee) {
    return new ServiceGraph(config, parts, guarantee, Clock.systemUTC());
  }

  private RegistryConsumer registry(
      HubstreamConfig config, KafkaClients clients, RegistryPublisher publisher) {
    return new RegistryConsumer(
        clients::registryConsumer,
        new RegistryConsumer.Listeners(
            models::submit, audit, publisher::reassert, RegistryMetrics.NONE),
        RegistrySettings.defaults(config.topics().modelRegistry(), codecs));
  }

  private static Pipeline pipeline(HubstreamConfig config, ServiceParts parts) {
    PipelineSettings settings = config.pipeline();
    return new Pipeline(
        decodePool(settings.decode().threads()),
        new BatchScheduler(
            batchPolicy(settings.batch()),
            settings.inference().concurrency(),
            settings.inference().timeout(),
            parts.meters().batching()));
  }

  private Topology topology(HubstreamConfig config, OutcomeWriters writers, ResultJudge judge) {
    PipelineSettings settings = config.pipeline();
    DecodeSettings.Documents documents = settings.decode().documents();
    Duration drain = config.stream().timings().drain();
    ContentDecoder decoder =
        new ContentDecoder(
            payloads,
            parts.images(),
            parts.documents(),
            documents.maxChunks(),
            parts.meters().enrichment());
    Enricher enricher =
        new Enricher(
            decoder,
            pipeline.scheduler(),
            pipeline.decodePool(),
            new ParserGate(documents.workers(), documents.timeout(), drain),
            new ResultSettings(
                settings.result().topK(), documents.keepChunks(), documents.maxChunks()),
            judge);
    RecordIntake intake =
        new RecordIntake(
            new Router(config.routes().stream().map(ServiceGraph::route).toList()),
            enricher,
            new WindowPace(settings.window().maxRecords(), drain),
            codecs);
    return EnrichmentTopology.build(
        topics(config), intake, models, writers, taskSettings(config), parts.meters().enrichment());
  }

  /** Streams locks the instance's folder, and says by its message alone that another has it. */
  private static KafkaStreams streams(HubstreamConfig config, Topology topology) {
    try {
      return new KafkaStreams(topology, StreamsProperties.of(config));
    } catch (StreamsException e) {
      if (!String.valueOf(e.getMessage()).contains("same state directory")) {
        throw e;
      }
      throw new ServiceException(
          "instance.id=%s is taken: another process holds %s. Give each instance on a host an instance.id of its own"
              .formatted(
                  config.kafka().instanceId(),
                  config.stream().stateDir().resolve(config.kafka().instanceId())),
          e);
    }
  }

  private static TopicNames topics(HubstreamConfig config) {
    return new TopicNames(
        config.topics().content(),
        config.topics().enriched(),
        config.topics().audit(),
        config.topics().deadLetters());
  }

  private static TaskSettings taskSettings(HubstreamConfig config) {
    StreamSettings.Timings timings = config.stream().timings();
    return new TaskSettings(
        config.pipeline().window().maxBytes(),
        timings.drain(),
        timings.registryCatchup(),
        timings.poll().isZero() ? Duration.ofMillis(1) : timings.poll(),
        config.pipeline().result().maxBytes(),
        atLeastOnce(config));
  }

  private static Route route(RouteSettings route) {
    boolean all = route.models().equals(List.of("*"));
    return new Route(
        route.name(),
        route.mediaTypes().equals(List.of("*/*")) ? List.of() : route.mediaTypes(),
        route.attributes(),
        all ? List.of() : route.models(),
        Set.copyOf(route.required()),
        route.onFailure() == RouteSettings.OnFailure.PARTIAL
            ? FailurePolicy.PARTIAL
            : FailurePolicy.DEAD_LETTER);
  }

  private static BatchPolicy batchPolicy(BatchSettings batch) {
    return new BatchPolicy(batch.allowedSizes(), batch.linger(), batch.timeout());
  }

  private static ModelManagerSettings modelSettings(HubstreamConfig config, Clock clock) {
    ModelManagerSettings defaults = ModelManagerSettings.defaults();
    return new ModelManagerSettings(
        config.pipeline().batch().allowedSizes(),
        config.models().rollback().keepWarm(),
        defaults.retry().withAttempts(config.models().stores().attempts()),
        MODELS_CLOSE,
        clock,
        new ModelManagerSettings.Limits(
            config.models().gate().loadTimeout(),
            config.models().gate().warmUpTimeout(),
            config.models().gate().latencyBudget()));
  }

  private static boolean atLeastOnce(HubstreamConfig config) {
    return config.stream().guarantee() == StreamSettings.Guarantee.AT_LEAST_ONCE;
  }

  private static RuntimeEnvironment environment(
      HubstreamConfig config, ServiceParts parts, GuaranteeInForce guarantee) {
    BuildFacts build = BuildFacts.here();
    GpuStack gpu = GpuStack.here(build.cuda(), build.cudnn());
    return new RuntimeEnvironment(
        config.kafka().instanceId(),
        ApplicationVersion.get(),
        build.commit(),
        parts.tensorFlowVersion().get(),
        new RuntimeEnvironment.Gpu(gpu.cuda(), gpu.cudnn(), gpu.driver()),
        RuntimeEnvironment.Platform.current()
            .with(
                new RuntimeEnvironment.Brokers(
                    guarantee.profile().setting(),
                    guarantee.guarantee().setting(),
                    guarantee.reason())),
        parts.environmentDigest());
  }

  private static ExecutorService decodePool(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "hubstream-decode-" + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Waits until what runs the models is loaded; throws what kept it from that. Its version. */
  String awaitRuntime() {
    return parts.tensorFlowVersion().get();
  }

  GuaranteeInForce guarantee() {
    return guarantee;
  }

  /** Asks the schema registries, where there are any, for all that the service needs of them. */
  void checkWireFormats(HubstreamConfig config) {
    codecs.check(
        new TopicCodecs.Topics(
            config.topics().content(),
            config.topics().enriched(),
            config.topics().audit(),
            config.topics().modelRegistry()));
    if (!codecs.registries().isEmpty()) {
      LOG.info("Schema registries: {}.", String.join(", ", codecs.registries()));
    }
  }

  Admin admin() {
    return admin;
  }

  ModelManager models() {
    return models;
  }

  RegistryConsumer registry() {
    return registry;
  }

  KafkaStreams streams() {
    return streams;
  }

  /** Why processing is paused; empty while it is not. */
  List<String> pauseReasons() {
    return pauses.reasons();
  }

  /** Pauses and resumes the whole topology. */
  private record Pausing(KafkaStreams streams) implements StreamFailures.StreamsControl {
    @Override
    public void pause() {
      streams.pause();
    }

    @Override
    public void resume() {
      streams.resume();
    }
  }

  /** To be called when the streams are closed: until then they need every other part. */
  @Override
  public void close() {
    closeQuietly("the store probe", failures);
    closeQuietly("the registry reader", registry);
    closeQuietly("the registry producer", () -> registryProducer.close(POOL_CLOSE));
    closeQuietly("the batch scheduler", pipeline.scheduler());
    closeQuietly("the payload stores", payloads);
    closeQuietly("the decode pool", this::closePool);
    closeQuietly("the text extractor", parts.documents());
    closeQuietly("the models", models);
    closeQuietly("the audit", audit);
    closeQuietly("the admin client", () -> admin.close(POOL_CLOSE));
  }

  private void closePool() throws InterruptedException {
    pipeline.decodePool().shutdownNow();
    pipeline.decodePool().awaitTermination(POOL_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void closeQuietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("Closing {} failed.", what, e);
    }
  }
}

package io.hubstream.demo;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.publishing.ModelFolders;
import io.hubstream.publishing.Progress;
import io.hubstream.publishing.ProgressPace;
import io.hubstream.publishing.PublishedVersions;
import io.hubstream.publishing.RefusedModel;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.KafkaClients;
import io.hubstream.service.ServiceException;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelStatus;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * Runs the main job once, from an empty broker to checked results.
 *
 * <p>Owner thread: the command's. It ends everything that it started.
 */
public final class Demo {
  private static final Duration TOPICS_LIMIT = Duration.ofSeconds(30);
  private static final Duration SWAP_LIMIT = Duration.ofSeconds(60);
  private static final Duration SETTLED_POLL = Duration.ofMillis(200);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);
  private static final double BEFORE_FIRST_SWAP = 0.4;
  private static final RegistryPublisher.Request REQUEST =
      new RegistryPublisher.Request("hubstream demo", "the demo swaps models while records flow");

  private final DemoOptions options;
  private final Progress progress;

  public Demo(DemoOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   * @throws ServiceException the service could not start
   */
  public DemoReport run() throws IOException, InterruptedException, ModelRefusedException {
    long start = System.nanoTime();
    ModelFolders models = models();
    progress.step("starting a broker in this JVM");
    try (EmbeddedBroker broker = EmbeddedBroker.start(options.work().resolve("broker"))) {
      HubstreamConfig config = config(broker);
      TopicCodecs codecs = TopicCodecs.of(config.wire().properties());
      KafkaClients clients = new KafkaClients(config.kafka(), codecs);
      createTopics(clients, config.topics());
      List<RefusedModel> refused = new ArrayList<>(models.refused());
      stream(config, clients, codecs, models.models(), refused);
      return check(config, codecs, refused, start);
    }
  }

  private ModelFolders models() throws IOException, ModelRefusedException {
    ModelFolders models = new ModelFolders(options.work(), "hubstream demo", progress);
    if (options.models().isPresent()) {
      models.addFolder(options.models().get());
    } else {
      models.addStarters(options.starterCache());
    }
    if (models.models().isEmpty()) {
      if (models.refused().isEmpty()) {
        throw new ModelRefusedException(
            "there is no model in %s: it needs a folder for each, with a saved_model.pb or version folders"
                .formatted(options.models().map(Path::toString).orElse("the starter cache")));
      }
      List<String> reasons =
          models.refused().stream().map(r -> "%s: %s".formatted(r.model(), r.reason())).toList();
      throw new ModelRefusedException(
          "no model can be served:\n  - " + String.join("\n  - ", reasons));
    }
    return models;
  }

  private HubstreamConfig config(EmbeddedBroker broker) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("application.id", "hubstream-demo");
    settings.put("instance.id", "demo");
    settings.put("state.dir", options.work().resolve("state").toString());
    settings.put("models.cache.dir", options.work().resolve("cache").toString());
    settings.put("payload.file.roots", options.contentRoot().toString());
    settings.put("http.port", "-1");
    return ConfigLoader.of(settings);
  }

  private void createTopics(KafkaClients clients, TopicNames topics) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      new Topics(admin, TOPICS_LIMIT).create(ServiceTopics.of(topics, options.partitions()));
    }
  }

  private void stream(
      HubstreamConfig config,
      KafkaClients clients,
      TopicCodecs codecs,
      List<PublishedVersions> models,
      List<RefusedModel> refused)
      throws InterruptedException {
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      RegistryPublisher registry =
          clients.registryPublisher(producer, config.topics(), Clock.systemUTC());
      for (PublishedVersions model : models) {
        activate(registry, model.versions().get(0));
      }
      progress.step("loading and warming the models");
      try (EnrichmentService service = EnrichmentService.create(config)) {
        service.start();
        addRefused(service, refused);
        DemoFlow flow = new DemoFlow(producer, config.topics().content(), codecs, options);
        flow(service, registry, models, flow, refused);
      }
    }
  }

  private void flow(
      EnrichmentService service,
      RegistryPublisher registry,
      List<PublishedVersions> models,
      DemoFlow flow,
      List<RefusedModel> refused)
      throws InterruptedException {
    progress.step("publishing %d events".formatted(flow.total()));
    flow.publishShare(BEFORE_FIRST_SWAP);
    awaitCaughtUp(service, flow);
    int rounds = models.stream().mapToInt(model -> model.versions().size()).max().orElse(1);
    for (int round = 1; round < rounds; round++) {
      for (PublishedVersions model : models) {
        if (round < model.versions().size()) {
          DesiredVersion version = model.versions().get(round);
          progress.step("swapping in " + version.version().display() + " while records flow");
          activate(registry, version);
        }
      }
      long deadline = System.nanoTime() + SWAP_LIMIT.toNanos();
      flow.publishUntil(() -> settled(service) || System.nanoTime() > deadline);
      addRefused(service, refused);
    }
    flow.publishShare(1);
    awaitCaughtUp(service, flow);
  }

  private void awaitCaughtUp(EnrichmentService service, DemoFlow flow) throws InterruptedException {
    flow.confirm();
    progress.step(
        "waiting for the results of %d of %d events".formatted(flow.published(), flow.total()));
    ProgressPace pace = new ProgressPace(PROGRESS_EVERY);
    if (!service.awaitCaughtUp(
        left -> {
          if (pace.isDue()) {
            progress.step("%d records to go".formatted(left));
          }
        })) {
      throw new ServiceException("the stream stopped before the last record; see the log above");
    }
  }

  /** Whether everything that was asked for serves or was refused. */
  private static boolean settled(EnrichmentService service) {
    try {
      return service.awaitModelsSettled(SETTLED_POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void activate(RegistryPublisher registry, DesiredVersion version)
      throws InterruptedException {
    try {
      registry.activate(version, Optional.empty(), REQUEST);
    } catch (RegistryRefusedException e) {
      throw new IllegalStateException("the demo's own registry refused a version", e);
    }
  }

  private void addRefused(EnrichmentService service, List<RefusedModel> refused) {
    for (ModelStatus status : service.models()) {
      if (status.differsSince().isPresent() && status.desired().isPresent()) {
        RefusedModel model =
            new RefusedModel(
                status.model(),
                status.desired().get().version(),
                status.reason().orElse("it does not serve"));
        if (!refused.contains(model)) {
          refused.add(model);
          progress.step(
              "refused %s %s: %s".formatted(model.model(), model.version(), model.reason()));
        }
      }
    }
  }

  private DemoReport check(
      HubstreamConfig config, TopicCodecs codecs, List<RefusedModel> refused, long start) {
    progress.step("reading the topics back and checking every promise");
    TopicNames topics = config.topics();
    DemoFindings findings = new DemoFindings();
    Verification verification =
        new TopicVerifier(
                config.kafka().consumerProperties(),
                new TopicVerifier.Sources(
                    topics.content(), topics.enriched(), topics.deadLetters(), topics.audit()),
                codecs)
            .verify(findings);
    long elapsedMs = Duration.ofNanos(System.nanoTime() - start).toMillis();
    return new DemoReport(verification, findings.findings(), refused, elapsedMs);
  }
}

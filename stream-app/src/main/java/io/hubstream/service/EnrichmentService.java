package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.preflight.BrokerContact;
import io.hubstream.preflight.GuaranteeInForce;
import io.hubstream.serving.ModelStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service: {@link #start} brings it up in order, {@link #close} takes it down in order.
 *
 * <p>Owner thread: the one that creates it starts and closes it; {@link #health} may be called by
 * any. Close is idempotent and takes at most 20 seconds: intake stops, what was taken in is
 * finished and committed or given back, the models are released, the audit is flushed.
 */
public final class EnrichmentService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EnrichmentService.class);
  private static final Duration STREAMS_CLOSE = Duration.ofSeconds(10);
  private static final Duration CLOSE = Duration.ofSeconds(20);
  private static final Duration LAG_POLL = Duration.ofMillis(200);
  private static final Duration MODEL_POLL = Duration.ofMillis(100);

  private final HubstreamConfig config;
  private final ServiceGraph graph;
  private final StartListener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closed;

  private EnrichmentService(HubstreamConfig config, ServiceGraph graph, StartListener listener) {
    this.config = config;
    this.graph = graph;
    this.listener = listener;
  }

  /** A service that runs TensorFlow models and measures nothing. */
  public static EnrichmentService create(HubstreamConfig config) {
    return create(config, TensorFlowParts.of(config, ServiceParts.Meters.NONE));
  }

  /** A service of these parts. */
  public static EnrichmentService create(HubstreamConfig config, ServiceParts parts) {
    return create(config, parts, StartListener.NONE);
  }

  /**
   * A service of these parts. Asks the brokers first what guarantee they can give.
   *
   * @param listener told how far its start has come
   * @throws io.hubstream.preflight.PreflightException no broker lets us in, or none can give the
   *     wanted guarantee
   */
  public static EnrichmentService create(
      HubstreamConfig config, ServiceParts parts, StartListener listener) {
    GuaranteeInForce guarantee = guarantee(config);
    HubstreamConfig settled = config.with(guarantee.guarantee());
    ServiceGraph graph =
        ServiceGraph.wire(settled, FirstResults.reported(parts, listener), guarantee);
    listener.reached(StartPhase.PARTS);
    return new EnrichmentService(settled, graph, listener);
  }

  private static GuaranteeInForce guarantee(HubstreamConfig config) {
    try {
      return GuaranteeInForce.of(
          config, new BrokerContact(config).make(config.kafka().startTimeout()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while the brokers were asked", e);
    }
  }

  /**
   * Checks the topics, reads the registry to its end, loads what it wants, and starts the stream.
   *
   * @throws ServiceException saying what is missing and what to do
   */
  public void start() {
    try {
      TopicChecks.check(graph.admin(), config);
      listener.reached(StartPhase.TOPICS);
      graph.checkWireFormats(config);
      LOG.info("Guarantee in force: {}.", graph.guarantee().line());
      LOG.info(Admissions.described(config.models().environment()));
      graph.registry().start();
      awaitModels();
      beginAtTheBeginning();
      startStreams();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while starting", e);
    }
  }

  /** Until everything desired serves or was refused, and at least one model serves. */
  private void awaitModels() throws InterruptedException {
    Duration limit = config.models().startupTimeout();
    long deadline = System.nanoTime() + limit.toNanos();
    if (!graph.registry().awaitBootstrap(limit)) {
      throw new ServiceException(
          "the registry topic '%s' could not be read to its end within startup.models.timeout.ms=%d"
              .formatted(config.topics().modelRegistry(), limit.toMillis()));
    }
    listener.reached(StartPhase.REGISTRY);
    String tensorFlow = graph.awaitRuntime();
    LOG.debug("TensorFlow {}.", tensorFlow);
    boolean told = false;
    while (!settledAndServing(deadline)) {
      if (System.nanoTime() > deadline) {
        throw new ServiceException(nothingServes(limit));
      }
      if (!told) {
        LOG.info("Waiting for a first model: {}", statusText());
        told = true;
      }
      Thread.sleep(MODEL_POLL.toMillis());
    }
    listener.reached(StartPhase.MODELS);
    LOG.info("Models: {}", statusText());
  }

  private boolean settledAndServing(long deadline) throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return graph.models().awaitInitialLoad(left)
        && graph.models().statuses().stream().anyMatch(status -> status.serving().isPresent());
  }

  private String nothingServes(Duration limit) {
    return "no model serves after startup.models.timeout.ms=%d: %s. Activate a version with 'hubstream model activate'; every record would be a dead letter"
        .formatted(limit.toMillis(), statusText());
  }

  private String statusText() {
    List<ModelStatus> statuses = graph.models().statuses();
    return statuses.isEmpty()
        ? "the registry topic names no model"
        : statuses.stream().map(EnrichmentService::statusText).collect(Collectors.joining("; "));
  }

  private static String statusText(ModelStatus status) {
    String serving =
        status
            .serving()
            .map(v -> v.display() + " serves")
            .orElse(status.model() + " does not serve");
    return serving + status.reason().map(reason -> " (" + reason + ")").orElse("");
  }

  private void beginAtTheBeginning() throws InterruptedException {
    new InitialOffsets(graph.admin(), config.kafka().applicationId(), config.topics().content())
        .commit();
  }

  private void startStreams() {
    graph
        .streams()
        .setStateListener(
            (now, before) -> {
              if (now == KafkaStreams.State.RUNNING) {
                listener.reached(StartPhase.STREAM);
              }
              if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                stopped.countDown();
              }
            });
    graph.streams().start();
  }

  /** Waits until the stream ended, by itself or because somebody closed the service. */
  public void awaitTermination() throws InterruptedException {
    stopped.await();
  }

  /**
   * Waits until every record of the content topic has been committed.
   *
   * @return false when the stream ended before
   */
  public boolean awaitCaughtUp() throws InterruptedException {
    return awaitCaughtUp(left -> {});
  }

  /**
   * As {@link #awaitCaughtUp()}.
   *
   * @param progress told several times a second how many records are left
   */
  public boolean awaitCaughtUp(LongConsumer progress) throws InterruptedException {
    CommittedLag lag =
        new CommittedLag(graph.admin(), config.kafka().applicationId(), config.topics().content());
    for (long left = lag.total(); left > 0; left = lag.total()) {
      progress.accept(left);
      if (stopped.await(LAG_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the stream ended because of an error. */
  public boolean failed() {
    return graph.streams().state() == KafkaStreams.State.ERROR;
  }

  /**
   * Waits until everything that the registry holds now serves or was refused.
   *
   * @return false when the time limit passed first
   */
  public boolean awaitModelsSettled(Duration limit) throws InterruptedException {
    return graph.models().awaitCaughtUp(limit);
  }

  /** Desired against serving, for each model. */
  public List<ModelStatus> models() {
    return graph.models().statuses();
  }

  /**
   * @param live whether the process should go on
   * @param ready whether records are being enriched
   * @param reasons why not, empty when ready
   */
  public record Health(boolean live, boolean ready, List<String> reasons) {
    public Health {
      reasons = List.copyOf(reasons);
    }
  }

  /** Ready means that the threads live and a model serves; RUNNING alone may lie. */
  public Health health() {
    List<String> reasons = new ArrayList<>();
    KafkaStreams.State state = graph.streams().state();
    if (state != KafkaStreams.State.RUNNING) {
      reasons.add("the stream is " + state);
    }
    if (graph.streams().isPaused()) {
      reasons.add("processing is paused: " + String.join("; ", graph.pauseReasons()));
    }
    long alive =
        state.isRunningOrRebalancing()
            ? graph.streams().metadataForLocalThreads().stream()
                .filter(EnrichmentService::isAlive)
                .count()
            : 0;
    if (alive < config.stream().threads()) {
      reasons.add("%d of %d stream threads are alive".formatted(alive, config.stream().threads()));
    }
    if (graph.models().statuses().stream().noneMatch(status -> status.serving().isPresent())) {
      reasons.add("no model serves");
    }
    boolean live = state != KafkaStreams.State.ERROR && state != KafkaStreams.State.NOT_RUNNING;
    return new Health(live, reasons.isEmpty(), reasons);
  }

  private static boolean isAlive(ThreadMetadata thread) {
    return !thread.threadState().equals("DEAD") && !thread.threadState().equals("PENDING_SHUTDOWN");
  }

  /** Which guarantee holds, and why. */
  public GuaranteeInForce guarantee() {
    return graph.guarantee();
  }

  /** The streams, for meters. */
  public KafkaStreams streams() {
    return graph.streams();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long deadline = System.nanoTime() + CLOSE.toNanos();
    boolean inTime =
        graph
            .streams()
            .close(
                CloseOptions.timeout(STREAMS_CLOSE)
                    .withGroupMembershipOperation(
                        CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!inTime) {
      LOG.warn(
          "The stream did not end within {}: what it had not committed is given back.",
          STREAMS_CLOSE);
    }
    closeParts(Duration.ofNanos(deadline - System.nanoTime()));
    stopped.countDown();
  }

  /** Each part has a bound of its own; all of them together have this one. */
  private void closeParts(Duration limit) {
    Thread closing = new Thread(graph::close, "hubstream-close-parts");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (closing.isAlive()) {
      LOG.warn("Not every part closed within {}: what is left ends with the process.", CLOSE);
    }
  }
}

package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmReply;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.bench.arm.NullModel;
import io.hubstream.bench.process.BrokerChild;
import io.hubstream.bench.process.ChildFailedException;
import io.hubstream.bench.workload.Backlog;
import io.hubstream.bench.workload.ItemsFile;
import io.hubstream.bench.workload.SmallRecords;
import io.hubstream.bench.workload.Workload;
import io.hubstream.broker.Topic;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.publishing.Progress;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The surroundings of a measurement: the workload, a broker in a process of its own, the topics
 * that all runs read, and the processes that are measured.
 *
 * <p>Owner thread: the command's. {@link #close()} ends the broker; the work folder stays.
 */
public final class BenchSession implements AutoCloseable {
  private static final String CONTENT = "bench.content";
  private static final String SMALL = "bench.small";
  private static final String REGISTRY = "bench.registry";
  private static final String SMALL_REGISTRY = "bench.small-registry";

  /** Warm at the first record of each model, and measured until the parent ends the window. */
  private static final ArmSpec.Timing UNTIL_TOLD = new ArmSpec.Timing(0, 0);

  private static final Duration READY_LIMIT = Duration.ofMinutes(5);
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(30);

  private final SessionOptions options;
  private final BrokerChild broker;
  private final BenchTopics topics;
  private final Path items;
  private Workload workload;
  private final Map<String, String> leftOut = new TreeMap<>();
  private int processes;

  private BenchSession(SessionOptions options, Workload workload, BrokerChild broker)
      throws IOException {
    this.options = options;
    this.workload = workload;
    this.broker = broker;
    this.topics = new BenchTopics(broker.bootstrapServers());
    this.items = options.work().resolve("items");
    ItemsFile.write(items, workload.items());
  }

  /**
   * Assembles the workload and starts the broker.
   *
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   */
  public static BenchSession open(SessionOptions options, Progress progress)
      throws IOException, InterruptedException, ModelRefusedException {
    Files.createDirectories(options.work().resolve("logs"));
    return over(options, new WorkloadSource(options, progress).assemble(), progress);
  }

  private static BenchSession over(SessionOptions options, Workload workload, Progress progress)
      throws IOException, InterruptedException {
    progress.step("starting a broker in a process of its own");
    BrokerChild broker =
        BrokerChild.start(
            options.work().resolve("broker"), options.work().resolve("logs/broker.log"));
    try {
      return new BenchSession(options, workload, broker);
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Starts the broker for small records and models that compute nothing. */
  public static BenchSession ofSmallRecords(SessionOptions options, Progress progress)
      throws IOException, InterruptedException {
    Files.createDirectories(options.work().resolve("logs"));
    return over(
        options,
        new Workload("small", SmallRecords.items(options.seed()), List.of(), List.of()),
        progress);
  }

  public Workload workload() {
    return workload;
  }

  /** Models and items that are left out of the workload, and why. */
  public Map<String, String> leftOut() {
    return leftOut;
  }

  public SessionOptions options() {
    return options;
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  public BenchTopics topics() {
    return topics;
  }

  /**
   * Tries every item and every model in the bare loop, leaves out what does not work, and says how
   * fast the rest is.
   *
   * @throws ModelRefusedException nothing is left
   */
  public Measurement check(ArmSpec.Timing timing)
      throws IOException, InterruptedException, ModelRefusedException {
    RunTopics none = topicsOf(Arm.BARE, "check");
    ArmSpec spec =
        new ArmSpec(
            Arm.BARE,
            settings(Arm.BARE, "check", "0", none),
            items.toString(),
            workload.models().stream().map(ArmSpec.Model::of).toList(),
            timing,
            0,
            true);
    try (ArmChild child = start("check", spec)) {
      ArmReply.Findings findings = child.awaitReady(CHECK_LIMIT);
      child.measure();
      Optional<Measurement> measured = child.pollMeasured(CHECK_LIMIT);
      child.awaitClosed();
      leaveOut(findings);
      return measured.orElseThrow(() -> new ChildFailedException("the check did not end"));
    }
  }

  private void leaveOut(ArmReply.Findings findings) throws IOException {
    leftOut.putAll(findings.refusedModels());
    leftOut.putAll(findings.badItems());
    workload = workload.without(findings.badItems().keySet(), findings.refusedModels().keySet());
    ItemsFile.write(items, workload.items());
  }

  /** Makes the content topic and the registry with the workload's models. */
  public Backlog contentBacklog() throws InterruptedException {
    topics.create(List.of(Topic.compacted(REGISTRY, 1)));
    topics.activate(anyConfig(Arm.PIPELINE), workload.models());
    return topics.backlog(
        CONTENT, options.partitions(), workload.items(), options.seed(), codecs());
  }

  /** Makes the topic of the small records and the registry with the null model. */
  public Backlog smallBacklog() throws InterruptedException {
    topics.create(List.of(Topic.compacted(SMALL_REGISTRY, 1)));
    topics.activate(anyConfig(Arm.NULL_MODEL), List.of(NullModel.version()));
    return topics.backlog(
        SMALL, options.partitions(), SmallRecords.items(options.seed()), options.seed(), codecs());
  }

  /** The records of the topics, in the wire formats of the service that is measured. */
  public TopicCodecs codecs() {
    return TopicCodecs.of(anyConfig(Arm.PIPELINE).wire().properties());
  }

  private HubstreamConfig anyConfig(Arm arm) {
    return ConfigLoader.of(settings(arm, "setup", "0", topicsOf(arm, "setup")));
  }

  /** Topics of a run: the input that all such runs share, and its own. */
  public RunTopics topicsOf(Arm arm, String run) {
    return arm.isOnSmallRecords()
        ? RunTopics.of(run, SMALL, SMALL_REGISTRY)
        : RunTopics.of(run, CONTENT, REGISTRY);
  }

  private Map<String, String> settings(Arm arm, String run, String instance, RunTopics of) {
    return new ArmSettings(
            broker.bootstrapServers(),
            options.settings(),
            options.work(),
            options.sources().content().orElse(options.work()))
        .of(arm, run, instance, of);
  }

  /**
   * What a process of a run is to measure.
   *
   * @param run distinct name of the run, its group's too
   * @param records that the topic holds, if this process has them all to itself; else 0
   */
  public ArmSpec spec(Arm arm, String run, String instance, ArmSpec.Timing timing, long records) {
    List<DesiredVersion> models =
        switch (arm) {
          case PASS_THROUGH -> List.of();
          case NULL_MODEL -> List.of(NullModel.version());
          case BARE, PIPELINE, RECORD_AT_A_TIME -> workload.models();
        };
    return new ArmSpec(
        arm,
        settings(arm, run, instance, topicsOf(arm, run)),
        items.toString(),
        models.stream().map(ArmSpec.Model::of).toList(),
        timing,
        arm == Arm.BARE ? 0 : records,
        false);
  }

  /**
   * What a process of a run is to measure that has all its topics to itself.
   *
   * @param run distinct name of the run, its group's too
   */
  public ArmSpec spec(
      Arm arm, String run, String instance, RunTopics of, List<DesiredVersion> models) {
    return new ArmSpec(
        arm,
        settings(arm, run, instance, of),
        items.toString(),
        models.stream().map(ArmSpec.Model::of).toList(),
        UNTIL_TOLD,
        0,
        false);
  }

  /** Starts a process that is measured; the caller closes it. */
  public ArmChild start(String name, ArmSpec spec) throws IOException {
    Path log = options.work().resolve("logs/%s-%d.log".formatted(name, processes++));
    return ArmChild.start(name, spec, options.jvmOptions(), log);
  }

  /**
   * Reads back what a run of the service left, once it has come to rest.
   *
   * @param run its name, its group's too
   */
  public Verification verify(String run, RunTopics of) throws InterruptedException {
    Map<Integer, Long> committed =
        new GroupOffsets(topics.admin(), run, of.names().content()).committed();
    return new TopicVerifier(
            Map.of("bootstrap.servers", bootstrapServers()), of.sources(), codecs())
        .verify(TopicVerifier.Listener.NONE, committed);
  }

  /** Longest wait for a process to become warm. */
  public static Duration readyLimit() {
    return READY_LIMIT;
  }

  @Override
  public void close() {
    topics.close();
    broker.close();
  }
}

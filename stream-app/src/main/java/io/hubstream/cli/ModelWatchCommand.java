package io.hubstream.cli;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.importing.ModelLimits;
import io.hubstream.records.TopicCodecs;
import io.hubstream.service.KafkaClients;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.watching.ModelWatch;
import io.hubstream.watching.ServingLayout;
import io.hubstream.watching.WatchedRegistry;
import io.hubstream.watching.WatchedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model watch}. */
@Command(
    name = "watch",
    description = {
      "Follows a folder in TensorFlow Serving's layout: each complete new version is packaged, put"
          + " into the artifact store and activated, in numeric order. The folder is only read.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream model watch /srv/exports --store /models -c service.properties",
      "  hubstream model watch /srv/exports/scenes --name scenes --store /models -b localhost:9092",
      "  hubstream model watch /srv/exports --store /models -c service.properties --once --json",
      "",
      "It runs until Ctrl-C. A version counts as complete when its files have kept still for",
      "--settle seconds, or when its hubstream-model.json verifies. It never goes back to an older",
      "version, nor to one that was rolled back; --once exits with 1 when a version is refused."
    })
final class ModelWatchCommand extends BaseCommand {
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(30);
  private static final int LONGEST_SECONDS = 86_400;
  private static final String WORK = ".watch";

  @Parameters(
      paramLabel = "BASE_PATH",
      description = "Holds NAME/VERSION/, or with --name VERSION/; versions are numbers.")
  private Path base = Path.of(".");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model whose versions stand in BASE_PATH itself.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "ROOT",
      required = true,
      description = "Artifact store: a folder that every instance sees under the same path.")
  private Path store = Path.of(".");

  @Option(names = "--stage", paramLabel = "NAME", description = "Stage, such as staging.")
  private String stage = "";

  @Option(
      names = "--owner",
      paramLabel = "WHO",
      description = "Who answers for the models; default: you.")
  private String owner = System.getProperty("user.name", "unknown");

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long the files of a version must keep still. Default: ${DEFAULT-VALUE}.")
  private int settleSeconds = 5;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Time between two looks. Default: ${DEFAULT-VALUE}.")
  private int intervalSeconds = 5;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Most bytes of a version. Default: 8589934592.")
  private long maxBytes = ModelLimits.DEFAULT.bytes();

  @Option(names = "--once", description = "Publish what is complete, and end.")
  private boolean once;

  @Mixin private HintOptions hints = new HintOptions();
  @Mixin private RequestOptions request = new RequestOptions();

  @Option(names = "--json", description = "Print one JSON object for each event.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkOptions();
    HubstreamConfig config = request.config();
    request.requireExperiments();
    ServingLayout layout = layout();
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    Path root = root(layout);
    TopicCodecs codecs = BrokerOptions.codecs(config);
    KafkaClients clients = new KafkaClients(config.kafka(), codecs);
    try (WorkFolder work = WorkFolder.in(root.resolve(WORK));
        Producer<byte[], byte[]> producer = clients.producer()) {
      String topic = config.topics().modelRegistry();
      WatchedRegistry registry =
          new WatchedRegistry(
              producer,
              () -> clients.registrySnapshot(topic),
              topic,
              new WatchedRegistry.Writing(REGISTRY_LIMIT, Clock.systemUTC(), codecs),
              request.request(),
              clients.provenVersions(config.topics()));
      WatchLines lines = new WatchLines(out(), json);
      ModelWatch watch =
          new ModelWatch(
              layout,
              store(root, work.path(), TensorFlowParts.ops(config.models().ops())),
              registry,
              new ModelWatch.Habits(Duration.ofSeconds(settleSeconds), stage, System::nanoTime),
              lines::print);
      return once ? lookTwice(watch, lines) : follow(watch);
    }
  }

  private ServingLayout layout() throws IOException {
    if (!Files.isDirectory(base)) {
      throw new NoSuchFileException(base.toString());
    }
    ServingLayout layout = new ServingLayout(base.toRealPath(), name);
    if (name.isEmpty() && layout.holdsVersions()) {
      throw CommandFailure.usage(
          "%s holds versions of one model; say which by --name, or give the folder above"
              .formatted(base));
    }
    return layout;
  }

  private void checkOptions() {
    if (isNot(0, settleSeconds) || isNot(1, intervalSeconds) || maxBytes < 1) {
      throw CommandFailure.usage(
          "--settle must be 0 to %1$d, --interval 1 to %1$d, --max-bytes 1 or more"
              .formatted(LONGEST_SECONDS));
    }
  }

  private static boolean isNot(int least, int seconds) {
    return seconds < least || seconds > LONGEST_SECONDS;
  }

  /** What stands in the store would look as if a watch had put it there. */
  private Path root(ServingLayout layout) throws IOException {
    Path root = Files.createDirectories(store).toRealPath();
    if (layout.base().startsWith(root)) {
      throw CommandFailure.usage(
          "%s is in the store %s: watch another folder, or publish from the store by model activate"
              .formatted(base, store));
    }
    return root;
  }

  private WatchedStore store(Path root, Path work, OpSettings ops) throws IOException {
    return new WatchedStore(
        root,
        work,
        new ModelPackager(new SavedModelInspector(ops)),
        new TensorFlowLoader(new TensorFlowSettings(0, 0, TensorFlowSettings.Device.CPU), ops),
        new WatchedStore.Saying(owner, hints.hints(), ModelLimits.DEFAULT.withBytes(maxBytes)));
  }

  /** What is not vouched for settles between the two looks. */
  private int lookTwice(ModelWatch watch, WatchLines lines) throws InterruptedException {
    int waiting = watch.pass();
    if (waiting > 0) {
      Thread.sleep(Duration.ofSeconds(settleSeconds).toMillis() + 1);
      waiting = watch.pass();
    }
    if (waiting > 0) {
      err().printf("%d versions wait; run it again, or without --once%n", waiting);
    }
    return lines.failed() ? CommandFailure.FAILED : 0;
  }

  private int follow(ModelWatch watch) throws InterruptedException {
    err().printf("Watching %s every %d s. Ctrl-C ends it.%n", base, intervalSeconds);
    err().flush();
    while (!Thread.currentThread().isInterrupted()) {
      watch.pass();
      Thread.sleep(Duration.ofSeconds(intervalSeconds).toMillis());
    }
    return 0;
  }
}

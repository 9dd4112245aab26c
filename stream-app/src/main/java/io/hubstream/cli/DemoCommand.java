package io.hubstream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hubstream.content.ContentItem;
import io.hubstream.demo.Demo;
import io.hubstream.demo.DemoJson;
import io.hubstream.demo.DemoOptions;
import io.hubstream.demo.DemoReport;
import io.hubstream.demo.DemoText;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.publishing.StarterCache;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.starter.StarterContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the whole thing once: a Kafka broker in this process, models, content, a live swap while"
          + " records flow, and a report that was checked by reading the topics back.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream demo",
      "  hubstream demo --content ~/Pictures",
      "  hubstream demo --content DIR --models DIR --repeat 20 --json",
      "",
      "--models names a folder with one folder for each model: a SavedModel, a packaged version, or",
      "a TensorFlow Serving layout whose version folders are swapped in one after the other.",
      "Exit code 0 only if every check holds."
    })
final class DemoCommand extends BaseCommand {
  private static final long CLAIM_CHECK_ABOVE = 900_000;
  private static final int SAMPLE_ROUNDS = 10;

  @Option(
      names = "--content",
      paramLabel = "DIR",
      description = "Files to publish, instead of sample content; their media types are detected.")
  private Optional<Path> content = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Models to serve, instead of the starter models.")
  private Optional<Path> models = Optional.empty();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "How often every file is published. Default: "
              + SAMPLE_ROUNDS
              + " for sample content, else 1.")
  private Optional<Integer> repeat = Optional.empty();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Partitions of the topics. Default: ${DEFAULT-VALUE}.")
  private int partitions = 3;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the sample content and of the order. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--keep",
      description = "Keep the folder with the broker's topics, the models and the content.")
  private boolean keep;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, ModelRefusedException {
    checkOptions();
    quietLog();
    try (WorkFolder work = WorkFolder.in(StarterCache.root().resolve("demo"))) {
      if (keep) {
        work.keep();
        err().println("Kept: " + work.path());
      }
      DemoReport report = new Demo(options(work.path()), new TimedProgress(err())).run();
      print(report);
      return report.holds() ? 0 : CommandFailure.FAILED;
    }
  }

  private void checkOptions() {
    int rounds = repeat.orElse(1);
    if (rounds < 1 || partitions < 1 || partitions > 64) {
      throw CommandFailure.usage("--repeat must be 1 or more, --partitions 1 to 64");
    }
    Stream.of(content, models)
        .flatMap(Optional::stream)
        .filter(folder -> !Files.isDirectory(folder))
        .forEach(
            folder -> {
              throw CommandFailure.usage("there is no folder " + folder);
            });
  }

  private DemoOptions options(Path work) throws IOException {
    Path root = content.isPresent() ? content.get().toRealPath() : sampleContent(work);
    ContentFiles files =
        new ContentFiles(
            new ContentFiles.Origin(Optional.empty(), Map.of(), CLAIM_CHECK_ABOVE),
            Clock.systemUTC());
    List<ContentItem> items = new ArrayList<>();
    for (ContentFiles.Named file : ContentFiles.list(List.of(root))) {
      items.add(files.item(file, file.name()));
    }
    return new DemoOptions(
        work,
        items,
        root,
        models,
        StarterCache.folder(),
        repeat.orElse(content.isPresent() ? 1 : SAMPLE_ROUNDS),
        partitions,
        seed);
  }

  private Path sampleContent(Path work) throws IOException {
    Path folder = work.resolve("content");
    StarterContent.write(folder, seed, StarterContent.DEFAULT_COUNT);
    return folder;
  }

  /**
   * The demo tells its own story; the log speaks of what went wrong, unless it was asked for more.
   */
  private static void quietLog() {
    if (System.getenv("HUBSTREAM_LOG_LEVEL") == null
        && LoggerFactory.getLogger("io.hubstream") instanceof Logger logger) {
      logger.setLevel(Level.ERROR);
    }
  }

  private void print(DemoReport report) {
    if (json) {
      out().println(DemoJson.of(report));
    } else {
      new DemoText(out()).print(report);
    }
    out().flush();
  }
}

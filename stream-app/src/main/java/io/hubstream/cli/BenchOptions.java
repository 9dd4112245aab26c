package io.hubstream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hubstream.bench.SessionOptions;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.DecodeSettings;
import io.hubstream.config.InvalidConfigException;
import io.hubstream.config.KafkaSettings;
import io.hubstream.publishing.StarterCache;
import io.hubstream.starter.SampleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What all commands that measure work on. */
final class BenchOptions {
  private static final int MOST_PARTITIONS = 64;
  private static final String ARM_OPTIONS = "HUBSTREAM_BENCH_ARM_OPTS";

  @Option(
      names = "--content",
      paramLabel = "DIR",
      description = "Files to work on, instead of sample content; their media types are detected.")
  private Optional<Path> content = Optional.empty();

  @Option(
      names = "--sample",
      paramLabel = "NAME",
      converter = SampleName.class,
      defaultValue = "mixed",
      description = {
        "Sample content: mixed, pictures, small-pictures or text. Default: ${DEFAULT-VALUE}.",
        "mixed: pictures and plain texts, three to two. pictures: JPEG and PNG, 160x120 to 1024x768.",
        "small-pictures: 32x32 and 96x96. text: 1 to 30 kB."
      })
  private SampleSet sample = SampleSet.MIXED;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Models, the newest version of each, instead of the starter models.")
  private Optional<Path> models = Optional.empty();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics. Default: ${DEFAULT-VALUE}.")
  private int partitions = 4;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that decode in the pipeline, and that do everything for the bare models."
              + " Default: one for each core.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a setting of the service; can be given again.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--arm-jvm-options",
      paramLabel = "OPTIONS",
      parameterConsumer = AnyText.class,
      description =
          "More JVM options of the processes that are measured, separated by blanks, for a profiler"
              + " for instance. Default: $"
              + ARM_OPTIONS
              + ".")
  private Optional<String> armJvmOptions = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Folder for the broker's topics and everything else that is written; a new folder is made"
              + " in it and deleted at the end. Default: in the user's cache folder.")
  private Optional<Path> work = Optional.empty();

  @Option(names = "--keep", description = "Keep that folder.")
  private boolean keep;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the sample content and of the order. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  /** {@code small-pictures} as {@code SMALL_PICTURES}. */
  static final class SampleName implements ITypeConverter<SampleSet> {
    @Override
    public SampleSet convert(String name) {
      for (SampleSet set : SampleSet.values()) {
        if (label(set).equals(name.toLowerCase(Locale.ROOT))) {
          return set;
        }
      }
      throw new TypeConversionException(
          "there is no sample '%s'; there are %s"
              .formatted(
                  name,
                  String.join(", ", Stream.of(SampleSet.values()).map(s -> label(s)).toList())));
    }

    private static String label(SampleSet set) {
      return set.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A new folder for everything that is written.
   *
   * @param err told where it is, if it is to stay
   */
  WorkFolder workFolder(PrintWriter err) throws IOException {
    WorkFolder folder =
        WorkFolder.in(
            work.isPresent() ? work.get().toAbsolutePath() : StarterCache.root().resolve("bench"));
    if (keep) {
      folder.keep();
      err.println("Kept: " + folder.path());
    }
    return folder;
  }

  private Map<String, String> changed() {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    threads.ifPresent(n -> changed.put(DecodeSettings.THREADS, Integer.toString(n)));
    return changed;
  }

  /** Everything that was asked for; see {@link #check()}. */
  SessionOptions session(Path folder) throws IOException {
    return new SessionOptions(
        new SessionOptions.Sources(
            content.isPresent() ? Optional.of(content.get().toRealPath()) : Optional.empty(),
            sample,
            models,
            StarterCache.folder()),
        folder,
        partitions,
        changed(),
        jvmOptions(),
        seed);
  }

  /**
   * Looks at every option before anything is started.
   *
   * @throws CommandFailure an option makes no sense
   * @throws InvalidConfigException a setting makes no sense
   */
  void check() {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw CommandFailure.usage("--partitions must be 1 to " + MOST_PARTITIONS);
    }
    if (threads.orElse(1) < 1) {
      throw CommandFailure.usage("--threads must be 1 or more");
    }
    Stream.of(content, models)
        .flatMap(Optional::stream)
        .filter(folder -> !Files.isDirectory(folder))
        .forEach(
            folder -> {
              throw CommandFailure.usage("there is no folder " + folder);
            });
    Map<String, String> all = new LinkedHashMap<>(changed());
    all.put(KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:9092");
    ConfigLoader.of(all);
  }

  private List<String> jvmOptions() {
    String text = armJvmOptions.orElse(Optional.ofNullable(System.getenv(ARM_OPTIONS)).orElse(""));
    List<String> options = new ArrayList<>();
    for (String option : text.split("\\s+", -1)) {
      if (!option.isBlank()) {
        options.add(option);
      }
    }
    return options;
  }

  /** The report tells the story; the log speaks of what went wrong, unless more was asked for. */
  static void quietLog() {
    if (System.getenv("HUBSTREAM_LOG_LEVEL") == null
        && LoggerFactory.getLogger("io.hubstream") instanceof Logger logger) {
      logger.setLevel(Level.ERROR);
    }
  }

  /** Takes the next argument even where it looks like an option of ours, as JVM options do. */
  static final class AnyText implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own type
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      if (args.isEmpty()) {
        throw new MissingParameterException(
            command.commandLine(), option, "--arm-jvm-options needs JVM options");
      }
      option.setValue(Optional.of(args.pop()));
    }
  }
}
